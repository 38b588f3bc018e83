// How things are written: money, numbers of phones, times.

/** "1234.50" or "-7.00" as 1,234.50: digits stay digits, no number type touches them. */
export function money(text) {
  const [whole, cents = "00"] = String(text).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${cents}`;
}

/** What somebody typed as an amount, without the commas and spaces that people put in. */
export const amount = text => text.replace(/[,\s]/g, "").replace(/^(KES|KSH|Ksh)/i, "");

/** 254700000101 as people write it: 0700 000 101 */
export const phone = msisdn => msisdn.replace(/^254(\d{3})(\d{3})(\d{3})$/, "0$1 $2 $3");

/** The twelve digits of a number typed in any of the usual ways; what is none comes back as it was. */
export function msisdn(text) {
  const digits = text.replace(/[\s()+-]/g, "");
  if (/^0[17]\d{8}$/.test(digits)) return `254${digits.slice(1)}`;
  if (/^[17]\d{8}$/.test(digits)) return `254${digits}`;
  return digits;
}

export const isPhone = text => /^254[17]\d{8}$/.test(text);

const date = iso => `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`;
/** 2026-11-28T11:32:43+03:00 as 28/11/2026 11:32:43 */
export const moment = iso => `${date(iso)} ${iso.slice(11, 19)}`;
/** The time alone when it is today. */
export const time = (iso, now) => (now && iso.slice(0, 10) !== now.slice(0, 10) ? moment(iso) : iso.slice(11, 19));
/** Whole seconds from one moment to another, not below none. */
export const seconds = (from, to) => Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));

const KINDS = { paybill: "Paybill", till: "Till" };
export const kind = name => KINDS[name] ?? name;
export const many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

/** JSON with a line for each value; numbers keep their digits. What is no JSON stays as it is. */
export function laidOut(text) {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  const parts = text.match(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  return parts.map((part, place) => {
    if (part === "{" || part === "[") {
      if (parts[place + 1] === "}" || parts[place + 1] === "]") return part;
      depth += 1;
      return part + line();
    }
    if (part === "}" || part === "]") {
      if (parts[place - 1] === "{" || parts[place - 1] === "[") return part;
      depth -= 1;
      return line() + part;
    }
    if (part === ",") return part + line();
    return part === ":" ? ": " : part;
  }).join("");
}
