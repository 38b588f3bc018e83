// The calls of this page to its own sandbox.

/** What the sandbox turned away: `field` names the input that is wrong, if one is. */
export class Refused extends Error {
  constructor({ code, field, message }) {
    super(field ? `${field}: ${message}` : message);
    this.code = code;
    this.field = field;
    this.plain = message;
  }
}

/** The sandbox did not answer: whether it did what was asked is not known. */
export class Unanswered extends Error {}

const PATIENCE = 60_000;

async function send(path, options) {
  try {
    return await fetch(`/_sandbox/${path}`, { signal: AbortSignal.timeout(PATIENCE), ...options });
  } catch {
    throw new Unanswered("The sandbox does not answer. Whether this was done is not known: look before you try again.");
  }
}

async function read(answer) {
  let told;
  try {
    told = await answer.json();
  } catch {
    throw new Unanswered(`The sandbox answered HTTP ${answer.status} without words.`);
  }
  if (!answer.ok) throw new Refused(told.error ?? { code: "", field: null, message: `HTTP ${answer.status}` });
  return told;
}

/** A question: changes nothing. */
export async function ask(path, query = {}) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
  return read(await send(asked.size ? `${path}?${asked}` : path, {}));
}

/** Something to do. */
export async function tell(verb, body = {}, method = "POST") {
  const headers = { "Content-Type": "application/json" };
  return read(await send(verb, { method, headers, body: JSON.stringify(body) }));
}

/** A file, saved under the name that comes with it. */
export async function download(path, query) {
  const answer = await send(`${path}?${new URLSearchParams(query)}`, {});
  if (!answer.ok) await read(answer);
  const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "statement";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return name;
}
