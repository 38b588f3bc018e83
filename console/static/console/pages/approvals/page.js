// What waits for a second person, and what became of the rest.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { ChoiceFilter, DayFilter, dayRange, Filters } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Elsewhere } from "./elsewhere.js";
import { APPROVALS } from "./operations.js";
import { actShown, State, STATES } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Operations["Approvals"]["data"]["approvals"]["nodes"][number]} Approval */

const NAMES = ["state", "who", "day", "from", "to"];

export function Page() {
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Filters} names=${NAMES}>
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
      <${ChoiceFilter} name="who" label=${t("who")} options=${[{ value: "others", label: t("others") }, { value: "mine", label: t("mine") }]} />
      <${DayFilter} />
    <//>
    <${Elsewhere} />
    <${Approvals} />`;
}

function Approvals() {
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT");
  const here = business.value;
  const [state, who] = [query.get("state"), query.get("who")];
  const filter = { states: state ? [state] : null, mine: who ? who === "mine" : null, day: dayRange(query) };
  const pages = useConnection(APPROVALS, here && { business: here.id, filter, orderBy: order }, (data) => data.approvals);
  const again = useGathered(pages.known.again);
  useNews(/^approval\./, () => pages.page === 1 && again());
  return html`
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Approval} */ row) => `/approvals/${row.id}`}
      order=${order} file="approvals" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Approval>[]} */
function columns() {
  return [
    { name: "act", label: t("act"), main: true, show: (row) => html`${actShown(row.kind)}${row.subject?.__typename === "Market" ? html`<small class="fine">${row.subject.title}</small>` : null}`, csv: (row) => row.kind },
    { name: "amount", label: t("amount"), number: true, order: "AMOUNT", show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount ?? "" },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />`, csv: (row) => row.state },
    { name: "maker", label: t("maker"), show: (row) => row.maker.name, csv: (row) => row.maker.name },
    { name: "at", label: t("at"), order: "CREATED_AT", show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
    { name: "checker", label: t("checker"), show: (row) => row.checker?.name ?? "–", csv: (row) => row.checker?.name ?? "" },
    { name: "comment", label: t("comment"), show: (row) => row.comment || "–", csv: (row) => row.comment },
  ];
}
