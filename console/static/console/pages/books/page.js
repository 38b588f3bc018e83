// The books as files, the proof that they hold, and charts of accounts that come in.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { place } from "../../frame/router.js";
import { ask, Refusal } from "../../client/query.js";
import { business, may } from "../../frame/session.js";
import { Filters } from "../../parts/filters.js";
import { Icon } from "../../parts/icon.js";
import { toast } from "../../parts/toast.js";
import { daysOf, NAMES, shownDays } from "../ledger/days.js";
import { Head } from "../ledger/head.js";
import { Period } from "../ledger/period.js";
import { Chart } from "./chart.js";
import { BOOKS_FILE } from "./operations.js";
import { Proof } from "./proof.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/ledger/ledger.css"];

const FORMATS = /** @type {const} */ (["CSV", "BEANCOUNT", "HLEDGER"]);

export function Page() {
  return html`
    <${Head} title=${t("title")} says=${t("says")} print=${false} />
    <${Proof} />
    <${Files} />
    ${may("ledger.write") ? html`<${Chart} />` : null}`;
}

function Files() {
  const days = daysOf(place.value.query);
  const [busy, setBusy] = useState(false);
  /** @param {(typeof FORMATS)[number]} format */
  async function take(format) {
    setBusy(true);
    try {
      const { booksFile } = await ask(BOOKS_FILE, { business: business.value?.id ?? "", format, from: days.from, to: days.to });
      const link = document.createElement("a");
      link.href = booksFile.path;
      link.download = "";
      link.click();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    } finally {
      setBusy(false);
    }
  }
  return html`
    <section class="card"><h2>${t("files")}</h2><p class="fine lead">${t("filesSays")}</p>
      <${Filters} names=${NAMES}><${Period} /><//>
      <p class="fine lead"><b>${business.value?.name}</b> · ${shownDays(days)}</p>
      <ul class="files">
        ${FORMATS.map((format) => html`
          <li key=${format}>
            <div><b>${t(format)}</b><p class="fine">${t(`${format}Says`)}</p></div>
            <button type="button" class="quiet" disabled=${busy} aria-label=${`${t("download")} ${t(format)}`} onClick=${() => take(format)}><${Icon} name="download" />${t("download")}</button>
          </li>`)}
      </ul>
    </section>`;
}
