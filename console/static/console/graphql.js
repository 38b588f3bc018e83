// Asking the server. Whatever goes wrong comes out as one kind of error with a text for people.

export class Refusal extends Error {
  constructor(code, message, field = []) {
    super(message);
    this.code = code;
    // The place in what was asked; a form goes by its last step.
    this.field = [field].flat().at(-1) ?? "";
  }
}

const OFFLINE = "The server cannot be reached. Check the connection and try again.";
const BROKEN = "Something went wrong on the server. Try again; if it stays, tell whoever runs it.";

/** The data of a query. Throws Refusal. */
export async function ask(document, variables = {}) {
  const answer = await posted("/graphql", JSON.stringify({ query: document, variables }), "application/json");
  const content = await answer.json().catch(() => null);
  const error = content?.errors?.[0];
  if (error) throw new Refusal(error.extensions?.code ?? "INTERNAL", error.message, error.extensions?.field);
  if (!answer.ok || !content?.data) throw new Refusal("INTERNAL", BROKEN);
  return content.data;
}

/** What a mutation with one field made. The first of its problems is thrown as a Refusal. */
export async function act(document, variables = {}) {
  const [payload] = Object.values(await ask(document, variables));
  if (!payload) throw new Refusal("INTERNAL", BROKEN);
  const problem = payload.__typename === "Problem" ? payload : payload.problems?.[0];
  if (problem) throw new Refusal(problem.code, problem.message, problem.field);
  if (!payload.problems) return payload;
  const { problems, __typename, ...made } = payload;
  return Object.values(made)[0] ?? {};
}

/** Sends a file as the whole body to a signed address. Throws Refusal. */
export async function sendFile(path, file) {
  const answer = await posted(path, file, "application/octet-stream");
  const content = await answer.json().catch(() => null);
  const error = content?.errors?.[0];
  if (error) throw new Refusal(error.extensions.code, error.message, error.extensions.field);
  if (!answer.ok) throw new Refusal("INTERNAL", BROKEN);
  return content;
}

async function posted(path, body, type, again = true) {
  const answer = await fetchOrRefuse(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": type, Accept: "application/json", "X-CSRFToken": csrfToken() },
    body,
  });
  const refusedByCsrf = await isRefusedByCsrf(answer);
  if (refusedByCsrf && again) {
    // The cookie is gone or old. Nothing was carried out: a fresh one and once more.
    await fetchOrRefuse("/", { credentials: "same-origin", cache: "no-store" });
    return posted(path, body, type, false);
  }
  if (refusedByCsrf) throw new Refusal("CSRF", "The browser keeps no cookies for this page. Allow them and reload.");
  return answer;
}

async function fetchOrRefuse(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Refusal("OFFLINE", OFFLINE);
  }
}

async function isRefusedByCsrf(answer) {
  if (answer.status !== 403) return false;
  const content = await answer.clone().json().catch(() => null);
  return content?.errors?.[0]?.extensions?.code === "CSRF_REFUSED";
}

function csrfToken() {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
