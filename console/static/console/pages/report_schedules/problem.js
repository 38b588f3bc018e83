// Why somebody who is named gets nothing, and where that is put right.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** Where an address is given for another member, and where roles are. */
const PAGES = /** @type {const} */ ({ NO_ADDRESS: "/settings/alerts", NO_RIGHT: "/settings/members", LEFT: "/settings/members" });

/** @param {{ of: { person: { name: string, isMe: boolean }, problem: keyof typeof PAGES | null } }} props */
export function Problem({ of: { person, problem } }) {
  if (!problem) return null;
  const mine = problem === "NO_ADDRESS" && person.isMe;
  const way = mine ? "NO_ADDRESSMine" : /** @type {const} */ (`${problem}Way`);
  return html`<span class="pack-problem"><${Chip} kind="warn">${t(problem)}<//>
    <small><a href=${mine ? "/account" : PAGES[problem]}>${t(way)}<span class="unseen">: ${person.name}</span></a></small></span>`;
}
