// A connection page by page, with cursors: rows that come in meanwhile shift nothing.

import { useEffect, useState } from "../vendor/preact-hooks.js";
import { useQuery } from "./live.js";
import { ask } from "./query.js";

export const PAGE = 50;
/** So many rows the server gives at once. */
export const MOST = 100;
/** So many rows a file holds at most; beyond that the exports of the books are for. */
export const MOST_ROWS = 5_000;

/**
 * @template Row
 * @typedef {{ nodes?: readonly Row[], edges?: readonly { node: Row }[], totalCount?: number,
 *   pageInfo: { hasNextPage: boolean, endCursor?: string | null } }} Connection
 */

/**
 * @template Row
 * @typedef {object} Pages
 * @property {import("./live.js").Known<any>} known
 * @property {readonly Row[]} rows of the page that is shown
 * @property {number} page from 1
 * @property {number | null} total null where it was not asked for
 * @property {(() => void) | null} next
 * @property {(() => void) | null} previous
 * @property {() => Promise<Row[]>} all every row of the filter, at most MOST_ROWS
 */

/**
 * Reads a list whose operation takes `$first` and `$after`.
 * @template {keyof Operations} Name
 * @template Row
 * @param {import("./operation.js").Operation<Name>} operation
 * @param {any} variables without first and after; null asks nothing
 * @param {(data: Operations[Name]["data"]) => Connection<Row>} pick
 * @param {number} [size] rows on a page, at most MOST
 * @returns {Pages<Row>}
 */
export function useConnection(operation, variables, pick, size = PAGE) {
  const [cursors, setCursors] = useState(/** @type {string[]} */ ([]));
  const key = JSON.stringify(variables);
  const [of, setOf] = useState(key);
  const here = of === key ? cursors : [];
  useEffect(() => {
    setOf(key);
    setCursors([]);
  }, [key]);
  const known = useQuery(operation, variables && { ...variables, first: size, after: here.at(-1) ?? null });
  const connection = known.data ? pick(known.data) : null;
  const end = connection?.pageInfo.endCursor;
  return {
    known,
    rows: connection ? rowsOf(connection) : [],
    page: here.length + 1,
    total: connection?.totalCount ?? null,
    next: connection?.pageInfo.hasNextPage && end ? () => setCursors([...here, end]) : null,
    previous: here.length ? () => setCursors(here.slice(0, -1)) : null,
    all: async () => {
      /** @type {Row[]} */
      const found = [];
      let after = null;
      do {
        const page = pick(await ask(operation, { ...variables, first: MOST, after }));
        found.push(...rowsOf(page));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after && found.length < MOST_ROWS);
      return found;
    },
  };
}

/** @template Row @param {Connection<Row>} connection @returns {readonly Row[]} */
export function rowsOf(connection) {
  return connection.nodes ?? (connection.edges ?? []).map(({ node }) => node);
}
