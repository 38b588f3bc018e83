// What a tier is called, in the reader's language where it is one of those that every business begins with.

import { t } from "./texts.js";

const KNOWN = /** @type {const} */ (["basic", "standard", "full"]);

/** @param {{ code: string, name: string }} tier */
export function tierName({ code, name }) {
  const known = KNOWN.find((each) => each === code);
  return known ? t(`tier_${known}`) : name;
}
