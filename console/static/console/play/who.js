// Where somebody plays: the business whose link brought them, else one of those whose player they are.

import { computed, signal } from "../vendor/signals.js";
import { me } from "../frame/session.js";

const KEPT = "hesabu.play.business";

/** The id of the business that the last link named; empty when none did. */
export const named = signal(localStorage.getItem(KEPT) ?? "");

/** Whether this very address named it: then somebody may want to sign up. */
export const invited = signal(false);

/** Takes the id out of the address, /play?business=biz_…, so that it is there after signing in. */
export function takeBusiness() {
  const query = new URLSearchParams(location.search);
  const given = query.get("business");
  if (!given || !/^[\w-]{1,80}$/.test(given)) return;
  query.delete("business");
  invited.value = true;
  choose(given);
  history.replaceState(null, "", location.pathname + (query.size ? `?${query}` : ""));
}

/** @param {string} id */
export function choose(id) {
  localStorage.setItem(KEPT, id);
  named.value = id;
}

/** The businesses whose player the person is. */
export const places = computed(() =>
  (me.value?.memberships.nodes ?? []).filter(({ role }) => role === "PLAYER").map(({ business }) => business),
);

/** The one that every page is about; null for who plays nowhere. */
export const here = computed(() => places.value.find(({ id }) => id === named.value) ?? places.value[0] ?? null);
