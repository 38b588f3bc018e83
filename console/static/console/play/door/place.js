// With whom one is about to sign up.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { named } from "../who.js";
import { PLACE } from "./operations.js";
import { t } from "./texts.js";

export function Place() {
  const known = useQuery(PLACE, named.value ? { business: named.value } : null);
  const place = known.data?.placeToPlay;
  if (!place) return known.data ? html`<p class="note warn">${t("noPlace")}</p>` : null;
  const said = place.playMoney ? t("playMoney") : place.licenceNumber ? t("licence", { number: place.licenceNumber }) : null;
  return html`<p class="place"><b>${place.name}</b>${said ? html`<br /><small class="fine">${said}</small>` : null}</p>`;
}
