// Parts of a whole in basis points, which read like cents: 750 is 7.50 %.

import { decimal } from "./money.js";

/** "7.50 %". @param {number} basisPoints */
export function percentShown(basisPoints) {
  return `${decimal(BigInt(basisPoints))} %`;
}

/** What a person typed ("5", "33.34 %") as basis points, or null; at most 100 %. @param {string} typed */
export function typedBps(typed) {
  const bare = typed.replace("%", "").replace(",", ".").trim();
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(bare)) return null;
  const [whole = "", part = ""] = bare.split(".");
  const found = +(whole + part.padEnd(2, "0"));
  return found <= 10_000 ? found : null;
}
