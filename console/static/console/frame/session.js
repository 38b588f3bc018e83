// Who is signed in, and in which business everything on the page happens.

import { computed, signal } from "../vendor/signals.js";
import { act, ask, ended } from "../client/query.js";
import { speak, spoken } from "../client/language.js";
import { hangUp, returns } from "../client/socket.js";
import { toast } from "../parts/toast.js";
import { asked } from "./early.js";
import { SESSION, SET_LANGUAGE, SIGN_OUT } from "./operations.js";
import { RIGHTS } from "./rights.js";

const CHOICE = "hesabu.business";

/** @typedef {NonNullable<Operations["Session"]["data"]["me"]>} Me */
/** @typedef {Me["memberships"]["nodes"][number]["business"]} Business */

/** `unknown` until the server has said who is there; `ended` is `out` after having been in. */
export const session = signal(/** @type {"unknown" | "out" | "ended" | "in"} */ ("unknown"));
export const me = signal(/** @type {Me | null} */ (null));
const chosen = signal(localStorage.getItem(CHOICE) ?? "");

/** The businesses of the person, each once. @type {import("../vendor/signals.js").ReadonlySignal<Business[]>} */
export const businesses = computed(() => {
  const all = (me.value?.memberships.nodes ?? []).map(({ business }) => business);
  return [...new Map(all.map((business) => [business.id, business])).values()];
});

/** The one business that every list and form of the page obeys; null for who is in none. */
export const business = computed(
  () => businesses.value.find(({ id }) => id === chosen.value) ?? businesses.value[0] ?? null,
);

/** @param {string} id */
export function chooseBusiness(id) {
  localStorage.setItem(CHOICE, id);
  chosen.value = id;
}

/** The roles that are held in the business that is chosen. */
export const roles = computed(() =>
  (me.value?.memberships.nodes ?? []).filter((held) => held.business.id === business.value?.id).map(({ role }) => role),
);

/** Whether the person is a player and nothing else: the pages of the staff are not for them. */
export const onlyPlays = computed(() => {
  const held = me.value?.memberships.nodes ?? [];
  return held.length > 0 && held.every(({ role }) => role === "PLAYER") && !me.value?.runsMachine;
});

/** What is not of a business: for who runs the machine. */
export const MACHINE = "machine";

/** Whether the person may do something in the business that is chosen. @param {string | null} right */
export function may(right) {
  if (right === null) return true;
  if (right === MACHINE) return me.value?.runsMachine ?? false;
  const able = RIGHTS[right];
  if (!able) throw new TypeError(`frame/rights.js knows no ${right}`);
  return roles.value.some((role) => able.includes(role));
}

/** @type {typeof asked | null} */
let first = asked;

/** Finds out who is there; again when something about them has changed. */
export async function begin() {
  ended.session = lookAgain;
  const answer = await (first ?? ask(SESSION, {}));
  first = null;
  if (answer.me) enter(answer.me);
  else leave("out");
}

/** How often the page began anew without anybody having left. */
export const entries = signal(0);

/** Whether somebody is on their way to see if the session has ended. */
let looking = false;

/**
 * Something was told that nobody is signed in. A changed password begins a new session: what was on its way with the
 * old one is told so too, and is read again.
 */
async function lookAgain(/** @type {boolean} */ socket = false) {
  if (looking || session.value !== "in") return;
  looking = true;
  try {
    const answer = await ask(SESSION, {});
    if (!answer.me) return leave("ended");
    enter(answer.me);
    returns.value += 1;
    if (!socket) return;
    hangUp(); // it was of the old session: the page begins anew, and follows on a new one
    entries.value += 1;
  } catch {
    leave("ended");
  } finally {
    looking = false;
  }
}

/** @param {Me} person */
export function enter(person) {
  me.value = person;
  session.value = "in";
}

/** @param {"out" | "ended"} how */
function leave(how) {
  if (how === session.value) return; // several answers may say at once that it has ended
  hangUp();
  session.value = how === "ended" && session.value !== "in" ? "out" : how;
  me.value = null;
}

/** The language of the page, and of all that is sent to who is signed in. @param {import("../client/language.js").Language} chosen */
export async function chooseLanguage(chosen) {
  speak(chosen);
  if (session.value !== "in") return;
  await act(SET_LANGUAGE, { input: { language: spoken() } }).catch((error) => toast(error.message, "bad"));
}

export async function signOut() {
  await act(SIGN_OUT, {});
  leave("out");
}
