// That nobody else may answer what one asks for: from when one may do it alone, and what would be better.

import { html } from "../../vendor/htm-preact.js";
import { timeShown } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { business, may } from "../../frame/session.js";
import { SECOND_PERSON } from "./operations.js";
import { t } from "./texts.js";

/**
 * Nothing where somebody else may answer. `at`: when it was asked for, null before; `able`: whether who asks may answer such a request.
 * @param {{ kind: string, at?: string | null, able?: boolean, of?: string }} props `of`: the business, else the one that is chosen
 */
export function OnlyYou({ kind, at = null, able = true, of = business.value?.id }) {
  const known = useQuery(SECOND_PERSON, of && may("approval.read") ? { business: of, kind } : null);
  const node = known.data?.node;
  const who = node && "secondPerson" in node ? node.secondPerson : null;
  if (!who || who.others) return null;
  const from = at ? new Date(Date.parse(at) + who.minutes * 60_000).toISOString() : "";
  const says = who.twoPeople || !able ? t("onlyTwo") : at ? t("onlyYouFrom", { at: timeShown(from) }) : t("onlyYou", { minutes: who.minutes });
  return html`<div class="note warn only-you"><p>${says} <a href="/settings/members">${t("invite")}</a></p></div>`;
}
