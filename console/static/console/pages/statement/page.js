// The page of one statement file: what became of it, why, and what can be done.

import { html } from "../../vendor/htm-preact.js";
import { shown } from "../../client/money.js";
import { useGathered, useQuery } from "../../client/live.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Moment, Time } from "../../parts/time.js";
import { BalanceChain } from "../balance_chain/chain.js";
import { Held } from "../reconciliation/held.js";
import { accountNamed, accountShown, State } from "../reconciliation/states.js";
import { Act, verbsOf } from "./actions.js";
import { FILE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["StatementPage"]["data"]["node"]>, { fileName: string }>} File */

export const styles = ["/static/console/pages/balance_chain/chain.css"];

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(FILE, { id: params.statement ?? "", withApprovals: may("approval.read") });
  const again = useGathered(known.again);
  const node = known.data?.node;
  const file = node && "fileName" in node ? node : null;
  const asked = known.data?.approvals?.nodes[0] ?? null;
  useNews(/^(statement|approval|receipt)\./, again, file?.business.id ?? null);
  const verb = place.value.query.get("do");
  return html`
    <p class="crumbs no-print"><a href="/reconciliation">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${() => (file ? html`<${Shown} file=${file} asked=${asked} />` : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`)}
    <//>
    ${file && verb && may("reconciliation.write") ? html`<${Act} file=${file} verb=${verb} onClose=${() => setQuery({ do: null })} again=${known.again} />` : null}`;
}

/** @param {{ file: File, asked: { id: string, maker: { name: string } } | null }} props */
function Shown({ file, asked }) {
  return html`
    <div class="page-head"><h1>${file.fileName}</h1><${State} state=${file.state} /></div>
    ${asked ? html`<p class="note warn"><span>${t("waits", { name: asked.maker.name })}</span> <a class="button quiet no-print" href=${`/approvals/${asked.id}`}>${t("look")}</a></p>` : null}
    <div class="columns main-and-side">
      <div>
        <section class="card"><h2>${t("became")}</h2>
          <p>${t(`says.${file.state}`)}</p>
          ${file.endedBecause ? html`<p>${t("because", { reason: file.endedBecause })}</p>` : null}
          ${file.problems.length ? html`<ul class="plain">${file.problems.map((problem) => html`<li key=${problem}>${problem}</li>`)}</ul>` : null}
          ${file.balanceCompared ? html`<p class=${/[1-9]/.test(file.balanceCompared.differsBy) ? "note warn" : "fine"}>${t(/[1-9]/.test(file.balanceCompared.differsBy) ? "differs" : "agrees", { by: shown(file.balanceCompared.differsBy) })}</p>` : null}
          <${Held} file=${file} />
        </section>
        <${BalanceChain} steps=${file.balanceSteps.nodes} />
      </div>
      <div>
        <section class="card"><h2>${t("facts")}</h2>
          <dl class="facts">
            ${file.bankAccount ? html`<dt>${t("account")}</dt><dd>${accountNamed({ account: "BANK", bankAccount: file.bankAccount })}</dd>` : html`<dt>${t("till")}</dt><dd>${file.till.name} (${file.till.shortcode})${file.account ? `, ${accountShown(file.account)}` : ""}</dd>`}
            <dt>${t("from")}</dt><dd>${file.periodFrom ? html`<${Moment} at=${file.periodFrom} />` : "–"}</dd>
            <dt>${t("to")}</dt><dd>${file.periodTo ? html`<${Moment} at=${file.periodTo} />` : "–"}</dd>
            <dt>${t("opening")}</dt><dd><${Money} value=${file.opening} /></dd>
            <dt>${t("closing")}</dt><dd><${Money} value=${file.closing} /></dd>
            ${file.balanceCompared ? html`<dt>${t("said")}</dt><dd><${Money} value=${file.balanceCompared.said} /> <span class="fine">(<${Moment} at=${file.balanceCompared.takenAt} />)</span></dd>` : null}
            <dt>${t("rows")}</dt><dd>${file.rowsTotal ?? "–"}</dd>
            <dt>${t("at")}</dt><dd><${Time} at=${file.uploadedAt} /></dd>
            <dt>SHA-256</dt><dd><code>${file.sha256.slice(0, 16)}…</code></dd>
          </dl></section>
        ${may("reconciliation.write") && !asked && verbsOf(file).length
          ? html`<section class="card no-print"><h2>${t("actions")}</h2><div class="actions">
              ${verbsOf(file).map((verb) => html`<button type="button" key=${verb} class=${verb === "ACCEPT" ? "" : "quiet"} onClick=${() => setQuery({ do: verb })}>${t(verb)}</button>`)}
            </div></section>`
          : null}
      </div>
    </div>`;
}
