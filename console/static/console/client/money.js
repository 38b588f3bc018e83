// Money is decimal text, exact to the cent: "1250.50". It is added as whole cents in BigInt and never
// becomes a Number.

const SHAPE = /^(-?)(\d+)(?:\.(\d{1,2}))?$/;

/** Whole cents of decimal text; throws on anything else. @param {string} text */
export function cents(text) {
  const found = SHAPE.exec(text);
  if (!found) throw new TypeError("not an amount of money");
  const whole = BigInt(found[2] + (found[3] ?? "").padEnd(2, "0"));
  return found[1] ? -whole : whole;
}

/** @param {bigint} count */
export function decimal(count) {
  const size = count < 0n ? -count : count;
  const digits = size.toString().padStart(3, "0");
  return `${count < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** @param {Iterable<string>} texts */
export function sum(texts) {
  let total = 0n;
  for (const text of texts) total += cents(text);
  return decimal(total);
}

/** "-1250.5" as people read it: "−1,250.50". @param {string} text */
export function shown(text) {
  const exact = decimal(cents(text));
  const [whole = "", part] = exact.replace("-", "").split(".");
  return `${exact.startsWith("-") ? "−" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${part}`;
}

/** @param {string} text */
export function isZero(text) {
  return cents(text) === 0n;
}

/** How much of a whole is there, from 0 to 100: for the length of a bar, not for counting.
 * @param {string} part @param {string} whole */
export function percent(part, whole) {
  const all = cents(whole);
  if (all <= 0n) return 0;
  const share = Number((cents(part) * 100n) / all);
  return Math.max(0, Math.min(100, share));
}

/** What a person typed without what parts its thousands: "2,000" and "2 000" are "2000". Any other comma or blank
 * stays, and what has one is no amount: "100,50" may be meant as 100.50. @param {string} typed */
export function bareAmount(typed) {
  const bare = typed.trim();
  return /^\d{1,3}(?:[\s,]\d{3})+(?:\.\d*)?$/.test(bare) ? bare.replace(/[\s,]/g, "") : bare;
}

/** What a person typed ("2,000", "2000.5") as decimal text, or null.
 * @param {string} typed */
export function typedAmount(typed) {
  const bare = bareAmount(typed);
  return SHAPE.test(bare) && cents(bare) > 0n ? decimal(cents(bare)) : null;
}

/** Whole shillings, for the height of a line in a chart, not for counting. @param {string} text */
export function drawn(text) {
  return Number(cents(text) / 100n);
}
