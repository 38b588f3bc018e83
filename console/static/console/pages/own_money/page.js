// Own money: moves that were made in the portal, and the two ways to make one.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { ChoiceFilter, Filters } from "../../parts/filters.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day } from "../../parts/time.js";
import { Tabs } from "../payouts/tabs.js";
import { Cancel, MoveFloat, RecordMove } from "./doing.js";
import { OWN_MONEY } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["OwnMoney"]["data"]["portalMoves"]["nodes"][number]} Row */

/** @type {Record<Row["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { PENDING_APPROVAL: "warn", OPEN: "busy", TIED: "good", CANCELLED: "dim" };
const STATES = /** @type {Row["state"][]} */ (Object.keys(KINDS));

export function Page() {
  useListKeys();
  const { query } = place.value;
  const here = business.value;
  const state = STATES.find((each) => each === query.get("state"));
  const pages = useConnection(OWN_MONEY, here && { business: here.id, filter: { states: state ? [state] : null } }, (data) => data.portalMoves);
  const again = useGathered(pages.known.again);
  useNews(/^(approval\.|payout\.changed$)/, again);
  const [cancelling, cancel] = useState(/** @type {Row | null} */ (null));
  const may_ask = may("payout.request");
  const close = () => setQuery({ do: null });
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      ${may_ask ? html`<div class="actions"><button type="button" onClick=${() => setQuery({ do: "MOVE" })}>${t("MOVE")}</button> <button type="button" class="quiet" onClick=${() => setQuery({ do: "RECORD" })}>${t("RECORD")}</button></div>` : null}</div>
    <${Tabs} />
    <${Filters} names=${["state"]}><${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} /><//>
    <${Table} label=${t("portal")} columns=${[...columns(), ...(may_ask ? [doing(cancel)] : [])]} pages=${pages} file="portal-moves" filtered=${query.has("state")}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    ${may_ask && query.get("do") === "MOVE" ? html`<${MoveFloat} onClose=${close} />` : null}
    ${may_ask && query.get("do") === "RECORD" ? html`<${RecordMove} again=${pages.known.again} onClose=${close} />` : null}
    ${cancelling ? html`<${Cancel} move=${cancelling} again=${pages.known.again} onClose=${() => cancel(null)} />` : null}`;
}

/** @param {Row} row */
const left = (row) => t(/** @type {"utility"} */ (row.source.toLowerCase().replace("charges_paid", "charges")));
/** @param {Row} row */
const reached = (row) => (row.target ? t(/** @type {"utility"} */ (row.target.toLowerCase().replace("charges_paid", "charges"))) : t("bank", { code: row.bankAccountCode }));

/** @returns {import("../../parts/table.js").Column<Row>[]} */
function columns() {
  return [
    { name: "day", label: t("day"), main: true, show: (row) => html`<${Day} day=${row.day} long />`, csv: (row) => row.day },
    { name: "amount", label: t("amount"), number: true, show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "from", label: t("source"), show: left, csv: left },
    { name: "to", label: t("target"), show: reached, csv: reached },
    { name: "note", label: t("note"), show: (row) => row.note, csv: (row) => row.note },
    { name: "state", label: t("state"), show: (row) => html`<${Chip} kind=${KINDS[row.state]}>${t(row.state)}<//>`, csv: (row) => row.state },
    { name: "receipt", label: t("receipt"), show: (row) => row.receiptNumber || "–", csv: (row) => row.receiptNumber },
    { name: "till", label: t("till"), show: (row) => row.till.name, csv: (row) => row.till.name },
    { name: "who", label: t("who"), show: (row) => row.recordedBy.name, csv: (row) => row.recordedBy.name },
  ];
}

/** @param {(row: Row) => void} cancel @returns {import("../../parts/table.js").Column<Row>} */
function doing(cancel) {
  const legal = (/** @type {Row} */ row) => row.state === "PENDING_APPROVAL" || (row.state === "OPEN" && !row.receiptNumber);
  return { name: "do", label: t("do"), verbs: true, show: (row) => (legal(row) ? html`<button type="button" class="link" onClick=${() => cancel(row)}>${t("CANCEL")}</button>` : null) };
}
