// News from the server: graphql-transport-ws over one WebSocket, a subscription for each business. After a
// break it connects again, each time a little later, and goes on after the last number it saw of each
// business, so that nothing is missed and nothing asked twice.

import { EVENTS } from "./operations.js";

const PROTOCOL = "graphql-transport-ws";
const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
const PING_EVERY = 20_000;
const PONG_WITHIN = 10_000;
const ASK_AGAIN = 3_000;
const SIGNED_OUT = 4401;
const NOT_ALLOWED = 4403;

/**
 * Opens the socket and keeps it open until `close()`.
 *
 * onEvent({business, number, topic, ids}); onState("live" | "reconnecting"); onFresh() when a business is
 * followed from now on, so that what happened before must be read; onRefused() when the session has ended.
 */
export function followEvents({ businesses, onEvent, onState, onFresh, onRefused }) {
  const last = new Map();
  let socket = null;
  let failures = 0;
  let retry = 0;
  let heart = 0;
  let pulse = 0;
  let waiting = false;
  let ended = false;

  function connect() {
    clearTimeout(retry);
    waiting = false;
    const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`, PROTOCOL);
    socket = mine;
    mine.onopen = () => send({ type: "connection_init" });
    mine.onmessage = (message) => mine === socket && receive(JSON.parse(message.data));
    mine.onclose = (closing) => mine === socket && closed(closing.code);
  }

  function send(message) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  function receive(message) {
    if (message.type === "connection_ack") began();
    else if (message.type === "ping") send({ type: "pong" });
    else if (message.type === "pong") clearTimeout(pulse);
    else if (message.type === "next") next(message.id, message.payload);
    else if (message.type === "error" || message.type === "complete") refused();
  }

  function began() {
    const fresh = businesses.some((business) => !last.has(business));
    for (const business of businesses) {
      const variables = { business, after: last.get(business) ?? null };
      send({ id: business, type: "subscribe", payload: { query: EVENTS, variables } });
    }
    heart = setInterval(ping, PING_EVERY);
    onState("live");
    if (fresh) onFresh();
  }

  function next(business, payload) {
    if (payload.errors) return refused();
    const { number, topic, ids } = payload.data.events;
    last.set(business, number);
    onEvent({ business, number, topic, ids });
  }

  function ping() {
    failures = 0;
    send({ type: "ping" });
    clearTimeout(pulse);
    pulse = setTimeout(() => abandon(), PONG_WITHIN);
  }

  /** The server follows no more for us: a role may be gone. Not at once, lest it goes round and round. */
  function refused() {
    const useless = socket;
    stopTimers();
    socket = null;
    useless?.close();
    onState("reconnecting");
    retry = setTimeout(onRefused, ASK_AGAIN);
  }

  /** A line that has gone dead may take minutes to say so. */
  function abandon() {
    const dead = socket;
    closed(0);
    dead?.close();
  }

  function closed(code) {
    stopTimers();
    socket = null;
    if (ended) return;
    if (code === SIGNED_OUT) return onRefused();
    if (code === NOT_ALLOWED) return refused();
    onState("reconnecting");
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures++);
    waiting = true;
    retry = setTimeout(connect, delay * (0.75 + Math.random() / 2));
  }

  function connectSoon() {
    if (socket === null && waiting && !ended && document.visibilityState === "visible") connect();
  }

  function stopTimers() {
    clearTimeout(retry);
    clearTimeout(pulse);
    clearInterval(heart);
  }

  function close() {
    ended = true;
    stopTimers();
    socket?.close(1000);
    socket = null;
    removeEventListener("online", connectSoon);
    document.removeEventListener("visibilitychange", connectSoon);
  }

  addEventListener("online", connectSoon);
  document.addEventListener("visibilitychange", connectSoon);
  connect();
  return { close };
}
