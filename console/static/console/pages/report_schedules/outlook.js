// The e-mail with a pack as it would be sent now, and one of it to oneself.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { daysShown } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { act, Refusal } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Reading } from "../../parts/states.js";
import { Moment } from "../../parts/time.js";
import { OUTLOOK, SEND_PACK } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./schedules.js").Schedule} Schedule */

/** @param {{ pack: Schedule["pack"], onClose: () => void }} props */
export function Outlook({ pack, onClose }) {
  const known = useQuery(OUTLOOK, business.value && { business: business.value.id, pack });
  return html`
    <${Panel} title=${t("mailOf", { pack: t(pack) })} onClose=${onClose}>
      <${Reading} known=${known} rows=${6}>${(/** @type {Operations["PackOutlook"]["data"]} */ { reportPack: { fromDay, toDay, nextAt, mail } }) => html`
        <p class="fine">${t("mailSays", { days: daysShown(fromDay, toDay) })} <${Moment} at=${nextAt} /></p>
        <article class="card pack-mail" aria-label=${t("mail")}><h3>${mail.subject}</h3><p>${mail.text}</p></article>
        <${SendOne} pack=${pack} />`}<//>
    <//>`;
}

/** @param {{ pack: Schedule["pack"] }} props */
function SendOne({ pack }) {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState(/** @type {any} */ (null));
  async function send() {
    setBusy(true);
    setSaid(null);
    try {
      const { to } = await act(SEND_PACK, { input: { business: business.value?.id ?? "", pack } });
      setSaid(html`<p>${t("sentNow", { address: to ?? "" })}</p>`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const [first] = error.problems;
      setSaid(html`<p class="field-problem">${first?.code === "NO_EMAIL" ? html`${t("noEmail")} <a href="/account">${t("NO_ADDRESSMine")}</a>` : first?.code === "TOO_OFTEN" ? t("tooOften") : error.message}</p>`);
    } finally {
      setBusy(false);
    }
  }
  return html`
    <p class="fine">${t("sendSays")}</p>
    <button type="button" disabled=${busy} onClick=${send}>${t("sendNow")}</button>
    <div role="status">${said}</div>`;
}
