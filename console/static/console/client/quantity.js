// How many: decimal text of at most three decimals, "2.500". Like money it never becomes a Number.

const SHAPE = /^(-?)(\d{1,8})(?:\.(\d{0,3}))?$/;

/** "2.500" as people write it: "2.5". @param {string | null | undefined} text */
export function bare(text) {
  if (!text) return "0";
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Whole thousandths of decimal text, or null for anything else. @param {string} text */
export function thousandths(text) {
  const found = SHAPE.exec(text.trim().replace(",", "."));
  if (!found) return null;
  const whole = BigInt((found[2] ?? "") + (found[3] ?? "").padEnd(3, "0"));
  return found[1] ? -whole : whole;
}

/** @param {bigint} count thousandths */
export function quantityText(count) {
  const digits = (count < 0n ? -count : count).toString().padStart(4, "0");
  return bare(`${count < 0n ? "-" : ""}${digits.slice(0, -3)}.${digits.slice(-3)}`);
}

/** So many at a price: whole cents, half a cent up, as the server rounds a line.
 * @param {bigint} count thousandths @param {bigint} unit cents */
export function lineCents(count, unit) {
  return (count * unit + 500n) / 1000n;
}
