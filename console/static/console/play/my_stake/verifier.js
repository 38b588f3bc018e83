// Checks the proof of a stake on the device itself, without asking anybody: the bytes are those that the top of
// markets/verify_certificate.py describes. It finds the root again from the stake's own leaf and the path, and the
// digest from the certificate's first line, and compares with the digest that was published.

const DOMAIN = "hesabu market certificate";
const CELLS = 7;
const FATES = /** @type {const} */ (["LOST", "WON", "REFUNDED"]);

/**
 * @typedef {object} Checked
 * @property {string[]} broken what does not hold, by the codes of docs/markets.md; empty when all does
 * @property {string} digest that the certificate gives
 * @property {string} root that the stake's leaf and its path lead to
 * @property {{ number: number, player: number, outcome: string, cents: number, acceptedAt: number, fate: typeof FATES[number], pays: number } | null} stake
 */

/**
 * `proof` is the one line of JSON, `published` the digest in hex. Throws SyntaxError or TypeError for what is no proof.
 * @param {string} proof @param {string} published @returns {Promise<Checked>}
 */
export async function verify(proof, published) {
  const { type, certificate: head, place, cells, path } = JSON.parse(proof);
  const numbers = Array.isArray(cells) && cells.length === CELLS && cells.every(Number.isSafeInteger);
  if (type !== "proof" || head?.version !== 1 || !Number.isSafeInteger(place) || !numbers || !Array.isArray(path)) throw new TypeError("no proof");
  if (!path.every((node) => /^[0-9a-f]{64}$/.test(node))) throw new TypeError("no path");
  const { digest: told, ...hashed } = head;
  const digest = hex(await sha256(framed([DOMAIN, hashed])));
  const root = await rootOf(await sha256(joined([Uint8Array.of(0), framed(cells)])), place, head.stakes, path.map(bytes));
  const broken = [];
  if (digest !== told) broken.push("DIGEST_DIFFERS");
  if (digest !== published.trim().toLowerCase()) broken.push("ANOTHER_CERTIFICATE");
  if (root !== head.root) broken.push("PROOF_BROKEN");
  const [number, player, outcome, cents, acceptedAt, fate, pays] = cells;
  const name = head.rules?.outcomes?.[outcome];
  if (FATES[fate] === undefined || typeof name !== "string") broken.push("STAKE_IMPOSSIBLE");
  const stake = { number, player, outcome: String(name), cents, acceptedAt, fate: FATES[fate] ?? "LOST", pays };
  return { broken: [...new Set(broken)], digest, root, stake };
}

/** Where the path leads from a leaf at its place among so many; empty where it is none from there.
 * @param {Uint8Array} leaf @param {number} place @param {number} count @param {Uint8Array[]} path */
async function rootOf(leaf, place, count, path) {
  if (!Number.isSafeInteger(count) || place < 0 || place >= count) return "";
  let found = leaf;
  let used = 0;
  for (let at = place, left = count; left > 1; at = Math.floor(at / 2), left = Math.ceil(left / 2)) {
    const right = at % 2 === 1;
    if (!right && at + 1 >= left) continue; // without a neighbour it goes up as it is
    const beside = path[used++];
    if (!beside) return "";
    found = await sha256(joined(right ? [Uint8Array.of(1), beside, found] : [Uint8Array.of(1), found, beside]));
  }
  return used === path.length ? hex(found) : "";
}

/** Canonical bytes: a byte for the type, four for the length or the count, the value. @param {unknown} value @returns {Uint8Array} */
function framed(value) {
  if (value === null) return header("n", 0);
  if (typeof value === "number") return joined([header("i", 8), number(value)]);
  if (typeof value === "string") {
    const text = new TextEncoder().encode(value);
    return joined([header("t", text.length), text]);
  }
  if (Array.isArray(value)) return joined([header("l", value.length), ...value.map(framed)]);
  if (typeof value !== "object") throw new TypeError("no canonical bytes");
  const pairs = Object.entries(/** @type {object} */ (value)).map(([name, item]) => ({ name: framed(name), item: framed(item) }));
  pairs.sort((one, other) => compared(one.name, other.name));
  return joined([header("m", pairs.length), ...pairs.flatMap(({ name, item }) => [name, item])]);
}

/** @param {string} type @param {number} length */
function header(type, length) {
  const made = new Uint8Array(5);
  made[0] = type.charCodeAt(0);
  new DataView(made.buffer).setUint32(1, length);
  return made;
}

/** @param {number} value */
function number(value) {
  if (!Number.isSafeInteger(value)) throw new TypeError("not a whole number");
  const made = new Uint8Array(8);
  new DataView(made.buffer).setBigInt64(0, BigInt(value));
  return made;
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function compared(one, other) {
  for (let place = 0; place < Math.min(one.length, other.length); place += 1) {
    const apart = /** @type {number} */ (one[place]) - /** @type {number} */ (other[place]);
    if (apart) return apart;
  }
  return one.length - other.length;
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const made = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

/** Browsers give it to pages over https, and on the machine itself. @param {Uint8Array} content */
async function sha256(content) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {Uint8Array<ArrayBuffer>} */ (content)));
}

/** Whether this browser can do it here. */
export function canVerify() {
  return "subtle" in crypto && Boolean(crypto.subtle);
}

/** @param {Uint8Array} content */
function hex(content) {
  return [...content].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text hex */
function bytes(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => +`0x${pair}`);
}
