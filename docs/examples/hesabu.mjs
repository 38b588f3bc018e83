// Speak to Hesabu with urql and graphql-ws (Node 22 or newer): sign in, ask, act, follow.

import { readdirSync, readFileSync } from "node:fs";
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { parse, separateOperations } from "graphql";
import { createClient } from "graphql-ws";

export class Refused extends Error {
  constructor(problems) {
    super(problems.map(({ code, field, message }) => `${code} ${field ?? ""} ${message}`).join("\n"));
    this.problems = problems;
  }
}

// Name of each operation of the .graphql files -> what urql takes.
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".graphql"));
const read = (file) => separateOperations(parse(readFileSync(`${import.meta.dirname}/${file}`, "utf8")));
const operations = Object.assign({}, ...files.map(read));

/** One person's session: `ask`, `act` and `follow` take the name of an operation and its variables. */
export async function signIn(address, identifier, secret) {
  const url = `${address}/graphql`;
  const cookies = new Map();

  // A browser keeps cookies by itself; Node does not.
  async function fetchWithCookies(where, options = {}) {
    const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...options.headers, cookie: jar, "x-csrftoken": cookies.get("csrftoken") ?? "" };
    const answer = await fetch(where, { ...options, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split("=");
      cookies.set(name, value);
    }
    return answer;
  }

  const socket = createClient({ url: url.replace("http", "ws"), connectionParams: async () => ({ token: await token() }) });
  const client = new Client({
    url,
    preferGetMethod: false,
    requestPolicy: "network-only",
    fetch: fetchWithCookies,
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
  });

  async function ask(name, variables = {}) {
    const document = operations[name];
    const kind = document.definitions[0].operation;
    const { data, error } = await client[kind](document, variables).toPromise();
    if (error) throw error;
    return data;
  }

  async function act(name, variables = {}) {
    const [payload] = Object.values(await ask(name, variables));
    if (payload.problems.length) throw new Refused(payload.problems);
    return payload;
  }

  const token = async () => (await act("IssueSocketToken")).token;

  // Calls `told` with the state and every change, until it says true.
  function follow(name, variables, told) {
    return new Promise((resolve, reject) => {
      const { unsubscribe } = client.subscription(operations[name], variables).subscribe(async ({ data, error }) => {
        try {
          if (error) throw error;
          if (!(await told(data))) return;
          resolve();
        } catch (problem) {
          reject(problem);
        }
        unsubscribe();
        socket.dispose();
      });
    });
  }

  await fetchWithCookies(url); // brings the CSRF cookie
  await act("SignIn", { input: { identifier, secret } });
  return { ask, act, follow };
}
