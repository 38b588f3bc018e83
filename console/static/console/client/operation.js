// A GraphQL operation by its name, so that its answer has a type: `Operations` is made from the schema and from
// every operations.js by scripts/console_types.py.

/**
 * @template {keyof Operations} Name
 * @typedef {{ name: Name, text: string }} Operation
 */

/**
 * @template {keyof Operations} Name
 * @param {Name} name as it stands in the text
 * @param {string} text with the fragments that it uses
 * @returns {Operation<Name>}
 */
export function operation(name, text) {
  return { name, text };
}

/** What every payload says when something is wrong; `act` goes by it. */
export const PROBLEMS = `fragment Problems on Problem { code field message detail { other } }`;

/** A step of a payment's trail, on the page of a receipt and on that of a request. */
export const TRAIL_STEP = `fragment TrailRow on TrailStep { at kind what cause text amount agrees thing person { name } }`;

/** What stands of a bill's way through eTIMS. */
export const FISCAL = `fragment FiscalFields on FiscalDocument { id state reason told controlUnitNumber qrText nextTryAt settledAt }`;

/** Who is signed in, as every shell keeps it. */
export const PERSON = `fragment Person on Me {
  displayName
  username
  totpEnrolled
  runsMachine
  memberships(first: 100) { nodes { role business { id code name } } }
}`;
