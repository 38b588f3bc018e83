// What happens in a business, for the pages that show it.

import { useFollow } from "../client/live.js";
import { NEWS } from "./operations.js";
import { business, may } from "./session.js";

/**
 * Calls `verb` at each event whose topic fits, for who may hear of events.
 * @param {RegExp} topics
 * @param {() => void} verb
 * @param {string | null} [id] of which business; of the one that is chosen where nothing is given, of none with null
 */
export function useNews(topics, verb, id = business.value?.id ?? null) {
  useFollow(NEWS, id && may("events.read") ? { business: id } : null, ({ events }) => {
    if (topics.test(events.topic)) verb();
  });
}
