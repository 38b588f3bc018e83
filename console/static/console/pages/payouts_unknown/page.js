// Orders that nobody knows: since when, what was said last, and the one thing that people may do.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { business, may } from "../../frame/session.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { ActPanel, Buttons } from "../payout/doing.js";
import { t as acts } from "../payout/texts.js";
import { Paused } from "../payouts/banner.js";
import { receiverOf } from "../payouts/states.js";
import { Tabs } from "../payouts/tabs.js";
import { t as words } from "../payouts/texts.js";
import { UNKNOWN_PAYOUTS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["UnknownPayouts"]["data"]["payouts"]["nodes"][number]} Row */

export function Page() {
  useListKeys();
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    <${Board} />`;
}

function Board() {
  const here = business.value;
  const pages = useConnection(UNKNOWN_PAYOUTS, here && { business: here.id }, (data) => data.payouts);
  const again = useGathered(pages.known.again);
  useNews(/^payout\.changed$/, again);
  const [deciding, decide] = useState(/** @type {Row | null} */ (null));
  const { data } = pages.known;
  return html`
    ${data ? html`<${Paused} pause=${data.node && "payoutRules" in data.node ? data.node.payoutRules?.pause : null} />` : null}
    ${data?.payoutBoard.unknown.count ? html`
      <div class="note warn"><p><b><${Money} value=${data.payoutBoard.unknown.amount} currency /></b> ${t("stays")}</p></div>
      <details class="card"><summary>${t("whyTitle")}</summary><ul>
        <li><b>${acts("RETRY")}</b>: ${acts("noRetryUnknown")}</li><li><b>${acts("CANCEL")}</b>: ${acts("noCancelUnknown")}</li>
        <li><b>${acts("DECIDE")}</b>: ${t("decide")}</li><li>${t("ends")}</li></ul></details>` : null}
    <${Table} label=${t("title")} columns=${[...columns(), ...(may("payout.request") ? [doing(pages.known.again, decide)] : [])]} pages=${pages} file="unknown-payouts"
      href=${(/** @type {Row} */ row) => `/payouts/${row.id}`} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    ${deciding ? html`<${ActPanel} payout=${deciding} verb="DECIDE" again=${pages.known.again} onClose=${() => decide(null)} />` : null}`;
}

/** @returns {import("../../parts/table.js").Column<Row>[]} */
function columns() {
  const order = (/** @type {Row} */ row) => row.attempts.nodes[0];
  const said = (/** @type {Row} */ row) => order(row)?.facts.nodes[0]?.saidBySafaricom || order(row)?.resultText || "";
  return [
    { name: "at", label: t("ordered"), main: true, show: (row) => html`<${Time} at=${order(row)?.createdAt} />`, csv: (row) => order(row)?.createdAt ?? "" },
    { name: "amount", label: words("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "receiver", label: words("receiver"), show: receiverOf, csv: receiverOf },
    { name: "for", label: words("for"), show: (row) => row.description, csv: (row) => row.description },
    { name: "said", label: t("said"), show: (row) => html`<span lang="en">${said(row) || "–"}</span>`, csv: said },
    { name: "asked", label: t("asked"), show: (row) => (order(row)?.askedAt ? html`<${Time} at=${order(row)?.askedAt} />` : t("notAsked")), csv: (row) => order(row)?.askedAt ?? "" },
    { name: "till", label: words("till"), show: (row) => row.till.name, csv: (row) => row.till.name },
  ];
}

/** @param {() => Promise<void>} again @param {(row: Row) => void} decide @returns {import("../../parts/table.js").Column<Row>} */
function doing(again, decide) {
  return { name: "do", label: t("do"), verbs: true, show: (row) => html`<${Buttons} payout=${row} kind="link" again=${again} open=${() => decide(row)} />` };
}
