// News from the server over one WebSocket (graphql-ws). It opens again by itself, says since when it is away, and
// tells who listens when it is back, so that they read again what they may have missed.

import { computed, signal } from "../vendor/signals.js";
import { createClient } from "../vendor/graphql-ws.js";
import { ended } from "./query.js";

const SIGNED_OUT = 4401;
const PING_EVERY = 20_000;
const PONG_WITHIN = 10_000;
const LONGEST_DELAY = 15_000;

/** @type {import("../vendor/signals.js").Signal<"idle" | "connecting" | "live" | "away">} */
export const connection = signal(/** @type {"idle" | "connecting" | "live" | "away"} */ ("idle"));
/** When the figures on the page were last known to be true, in milliseconds. */
export const awaySince = signal(0);
/** Grows by one whenever the connection is back. */
export const returns = signal(0);
export const isAway = computed(() => connection.value === "away");

/** @type {ReturnType<typeof createClient> | null} */
let client = null;

function opened() {
  if (client) return client;
  let pulse = 0;
  /** @type {WebSocket | null} */
  let socket = null;
  connection.value = "connecting";
  client = createClient({
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
    lazy: true,
    lazyCloseTimeout: 3_000,
    keepAlive: PING_EVERY,
    retryAttempts: Infinity,
    shouldRetry: (event) => !(event instanceof CloseEvent && event.code === SIGNED_OUT),
    retryWait: (tries) => waited(Math.min(LONGEST_DELAY, 500 * 2 ** tries) * (0.75 + Math.random() / 2)),
    on: {
      opened: (found) => (socket = /** @type {WebSocket} */ (found)),
      connected: () => {
        const back = connection.value === "away";
        connection.value = "live";
        if (back) returns.value += 1;
      },
      ping: (received) => {
        // A line that has gone dead may take minutes to say so.
        if (!received) pulse = setTimeout(() => socket?.close(4408, "No answer"), PONG_WITHIN);
      },
      pong: (received) => received && clearTimeout(pulse),
      closed: (event) => {
        clearTimeout(pulse);
        const code = /** @type {CloseEvent} */ (event).code;
        if (code === SIGNED_OUT) ended.session(true);
        else if (code === 1000) connection.value = "idle";
        else lost();
      },
    },
  });
  return client;
}

function lost() {
  if (connection.value !== "away") awaySince.value = Date.now();
  connection.value = "away";
}

/** @param {number} milliseconds @returns {Promise<void>} ends early when the browser is online again */
function waited(milliseconds) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    addEventListener("online", end);
  });
}

/**
 * Follows a subscription until the function that it gives is called. `variables` is asked again at every
 * connection, so that it can name the last number that was seen.
 * @template {keyof Operations} Name
 * @param {import("./operation.js").Operation<Name>} operation
 * @param {Operations[Name]["variables"]} variables
 * @param {(data: Operations[Name]["data"]) => void} onNext
 * @param {(problem: unknown) => void} [onRefused] the server follows no more: a right may be gone
 * @returns {() => void}
 */
export function follow(operation, variables, onNext, onRefused = () => {}) {
  const request = { query: operation.text, operationName: operation.name, variables };
  return opened().subscribe(/** @type {any} */ (request), {
    next: (/** @type {any} */ result) => (result.errors ? onRefused(result.errors) : onNext(result.data)),
    error: onRefused,
    complete: () => {},
  });
}

/** Ends everything that is followed: somebody else may sign in next. */
export function hangUp() {
  client?.dispose();
  client = null;
  connection.value = "idle";
}
