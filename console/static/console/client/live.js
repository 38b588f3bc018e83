// What a component knows of the server, and whether that is still true.

import { useEffect, useRef, useState } from "../vendor/preact-hooks.js";
import { ask, Refusal, refusal } from "./query.js";
import { connection, follow, returns } from "./socket.js";
import { t } from "./texts.js";

const OLD = 60_000;

/**
 * @template Data
 * @typedef {object} Known
 * @property {Data | null} data null until something is known
 * @property {Refusal | null} problem why it could not be read
 * @property {boolean} loading
 * @property {boolean} stale what is shown may not be true any more: dim it
 * @property {number} at when it was read, in milliseconds; 0 for never
 * @property {() => Promise<void>} again reads it once more
 */

/**
 * Reads a query, again when its variables change, when the connection is back and when one comes back to an old
 * page. With `null` for variables nothing is asked.
 * @template {keyof Operations} Name
 * @param {import("./operation.js").Operation<Name>} operation
 * @param {Operations[Name]["variables"] | null} variables
 * @returns {Known<Operations[Name]["data"]>}
 */
export function useQuery(operation, variables) {
  const key = JSON.stringify(variables);
  const turn = useRef(0);
  const [known, setKnown] = useState(
    /** @type {{ data: Operations[Name]["data"] | null, key: string, at: number, problem: Refusal | null }} */
    ({ data: null, key: "", at: 0, problem: null }),
  );
  const [loading, setLoading] = useState(variables !== null);

  async function again() {
    if (variables === null) return;
    const mine = ++turn.current;
    setLoading(true);
    try {
      const data = await ask(operation, variables);
      if (mine === turn.current) setKnown({ data, key, at: Date.now(), problem: null });
    } catch (error) {
      const problem = error instanceof Refusal ? error : refusal("INTERNAL", t("broken"));
      if (mine === turn.current) setKnown((before) => ({ ...before, problem }));
      if (!(error instanceof Refusal)) throw error;
    } finally {
      if (mine === turn.current) setLoading(false);
    }
  }

  const now = useRef(again);
  now.current = again;
  const at = useRef(0);
  at.current = known.at;
  useEffect(() => {
    now.current();
    return () => {
      turn.current += 1;
    };
  }, [operation.name, key, returns.value]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible" && Date.now() - at.current > OLD) now.current();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);

  const stale = known.data !== null && (known.key !== key || known.problem !== null || connection.value === "away");
  return { data: known.data, problem: known.problem, loading, stale, at: known.at, again };
}

/**
 * Follows a subscription while the component is shown; with `null` for variables it follows nothing.
 * @template {keyof Operations} Name
 * @param {import("./operation.js").Operation<Name>} operation
 * @param {Operations[Name]["variables"] | null} variables
 * @param {(data: Operations[Name]["data"]) => void} onNext
 */
export function useFollow(operation, variables, onNext) {
  const latest = useRef(onNext);
  latest.current = onNext;
  useEffect(() => {
    if (variables === null) return undefined;
    return follow(operation, variables, (data) => latest.current(data));
  }, [operation.name, JSON.stringify(variables)]);
}

/**
 * Gathers calls that come together into one: at most one in so many milliseconds, and never none after the last.
 * @param {() => void} verb
 * @param {number} [milliseconds]
 */
export function useGathered(verb, milliseconds = 400) {
  const timer = useRef(0);
  const latest = useRef(verb);
  latest.current = verb;
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    if (timer.current) return;
    timer.current = setTimeout(() => {
      timer.current = 0;
      latest.current();
    }, milliseconds);
  };
}
