// Asking the server. Whatever goes wrong comes out as one kind of error with texts for people.

import { t } from "./texts.js";

/** `detail.other`: the id of what stands in the way. @typedef {{ code: string, field: string[], message: string, detail?: { other?: string | null } | null }} Fault */

export class Refusal extends Error {
  /** @param {Fault[]} problems at least one */
  constructor(problems) {
    super(problems.map(({ message }) => message).join(" "));
    this.problems = problems;
    this.code = problems[0]?.code ?? "INTERNAL";
    this.other = problems.find(({ detail }) => detail?.other)?.detail?.other ?? null;
  }
}

/**
 * @param {string} code
 * @param {string} message
 * @param {string[]} [field]
 */
export function refusal(code, message, field = []) {
  return new Refusal([{ code, field, message }]);
}

/** Called with every refusal whose session has ended, also the socket's; the frame shows its door then. */
export const ended = { session: (/** @type {boolean | undefined} */ _socket = false) => {} };

/**
 * The data of a query. Throws Refusal.
 * @template {keyof Operations} Name
 * @param {import("./operation.js").Operation<Name>} operation
 * @param {Operations[Name]["variables"]} variables
 * @returns {Promise<Operations[Name]["data"]>}
 */
export async function ask(operation, variables) {
  const body = JSON.stringify({ query: operation.text, operationName: operation.name, variables });
  const answer = await posted("/graphql", body, "application/json");
  const content = await answer.json().catch(() => null);
  if (content?.errors?.length) throw noted(new Refusal(content.errors.map(fault)));
  if (!answer.ok || !content?.data) throw refusal("INTERNAL", t("broken"));
  return content.data;
}

/**
 * The payload of a mutation that has one field. Throws Refusal with all of its problems.
 * @template {keyof Operations} Name
 * @param {import("./operation.js").Operation<Name>} operation
 * @param {Operations[Name]["variables"]} variables
 * @returns {Promise<Payload<Name>>}
 */
export async function act(operation, variables) {
  const [payload] = Object.values(/** @type {Record<string, any>} */ (await ask(operation, variables)));
  if (!payload) throw refusal("INTERNAL", t("broken"));
  if (payload.problems.length) throw noted(new Refusal(payload.problems));
  return payload;
}

/**
 * @template {keyof Operations} Name
 * @typedef {NonNullable<Exclude<Operations[Name]["data"][keyof Operations[Name]["data"]], string | undefined>>} Payload
 */

/** @param {any} error @returns {Fault} */
function fault(error) {
  const { code = "INTERNAL", field = [] } = error.extensions ?? {};
  return { code, field: [field].flat(), message: error.message };
}

/** @param {Refusal} found */
function noted(found) {
  if (found.code === "SIGN_IN_REQUIRED") ended.session();
  return found;
}

/**
 * Sends a file as the whole body to an address that the server signed. Throws Refusal.
 * @param {string} path
 * @param {File} file
 * @param {(share: number) => void} [onProgress] from 0 to 1
 * @returns {Promise<any>}
 */
export function sendFile(path, file, onProgress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(refusal("OFFLINE", t("offline")));
    request.onload = () => {
      const faults = request.response?.errors;
      if (faults?.length) reject(noted(new Refusal(faults.map(fault))));
      else if (request.status >= 400) reject(refusal("INTERNAL", t("broken")));
      else resolve(request.response);
    };
    request.send(file);
  });
}

/**
 * @param {string} path
 * @param {string} body
 * @param {string} type
 * @returns {Promise<Response>}
 */
async function posted(path, body, type, again = true) {
  const answer = await fetchOrRefuse(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": type, Accept: "application/json", "X-CSRFToken": csrfToken() },
    body,
  });
  if (answer.status !== 403) return answer;
  const content = await answer.clone().json().catch(() => null);
  if (content?.errors?.[0]?.extensions?.code !== "CSRF_REFUSED") return answer;
  if (!again) throw refusal("CSRF", t("noCookies"));
  // The cookie is gone or old. Nothing was carried out: a fresh one and once more.
  await fetchOrRefuse("/", { credentials: "same-origin", cache: "no-store" });
  return posted(path, body, type, false);
}

/** @param {string} path @param {RequestInit} options */
async function fetchOrRefuse(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw refusal("OFFLINE", t("offline"));
  }
}

function csrfToken() {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

/** A key that makes a repeated request the same request. Unlike crypto.randomUUID it also works over plain http. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
