// Coverage as a calendar: each day of each till and account, what is missing, and what there is to do.

import { html } from "../../vendor/htm-preact.js";
import { daysShown, longDay } from "../../client/clock.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place, setQuery } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Icon } from "../../parts/icon.js";
import { useListKeys } from "../../parts/list_keys.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { TabRow } from "../../parts/tabs.js";
import { addressOfDay, Calendar, Legend } from "./calendar.js";
import { Night } from "./night.js";
import { daysOf, monthBeside, monthOf, monthShown } from "./month.js";
import { CALENDAR, LISTED } from "./operations.js";
import { t } from "./texts.js";
import { State } from "./words.js";

/** @typedef {import("./words.js").Till} Till */
/** @typedef {Operations["NightsListed"]["data"]["reconciliationDays"]["nodes"][number]} Row */

export const styles = ["/static/console/pages/nights/nights.css"];

const OPEN = ["UNKNOWN", "DISCREPANCY", "INVESTIGATING"];

export function Page() {
  const here = business.value;
  const { query } = place.value;
  const month = monthOf(query);
  const days = daysOf(month);
  const day = { from: days[0], to: days.at(-1) };
  const tills = useConnection(CALENDAR, here && { business: here.id, filter: { day } }, (data) => data.tills);
  const whole = query.get("list") === "month";
  const order = orderOf(query, "DAY");
  const listed = useConnection(
    LISTED,
    here && { business: here.id, filter: whole ? { day } : { states: OPEN }, orderBy: order },
    (data) => data.reconciliationDays,
  );
  const again = useGathered(() => {
    tills.known.again();
    listed.known.again();
  }, 1500);
  useNews(/^reconciliation\.day$/, again);
  useListKeys();
  const open = query.get("day");
  const [first = "", last = ""] = [days[0], days.at(-1)];
  return html`
    <p class="crumbs no-print"><a href="/reconciliation">${t("back")}</a></p>
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <div class="month-choice no-print" role="group" aria-label=${t("month")}>
      <button type="button" class="icon-button" aria-label=${t("before")} onClick=${() => setQuery({ month: monthBeside(month, -1) })}><${Icon} name="up" /></button>
      <h2 aria-live="polite" title=${daysShown(first, last)}>${monthShown(month)}</h2>
      <button type="button" class="icon-button" aria-label=${t("after")} onClick=${() => setQuery({ month: monthBeside(month, 1) })}><${Icon} name="down" /></button>
      <button type="button" class="quiet" onClick=${() => setQuery({ month: null })}>${t("now")}</button>
    </div>
    <${Reading} known=${tills.known} rows=${6}>
      ${() => tills.rows.length
        ? tills.rows.map((/** @type {Till} */ till) => html`<${Calendar} key=${till.id} till=${till} />`)
        : html`<p class="note warn">${t("noTill")}</p>`}
    <//>
    ${tills.next || tills.previous ? html`<div class="table-foot no-print">
      <button type="button" class="quiet" disabled=${!tills.previous} onClick=${tills.previous}>${t("fewer")}</button>
      <button type="button" class="quiet" disabled=${!tills.next} onClick=${tills.next}>${t("more")}</button></div>` : null}
    ${tills.rows.length ? html`<${Legend} />` : null}
    <section class="card"><h2>${t("days")}</h2>
      <${TabRow} label=${t("list")} tabs=${[
        { href: addressOfList(null), text: t("todo"), current: !whole },
        { href: addressOfList("month"), text: t("wholeMonth", { month: monthShown(month) }), current: whole },
      ]} />
      <p class="fine">${t(whole ? "monthSays" : "lackingSays")}</p>
      <div class="labelled"><${Table} label=${t("days")} columns=${columns()} pages=${listed} order=${order} href=${(/** @type {Row} */ row) => addressOfDay(row.id)} file="days"
        empty=${html`<${Empty} title=${t(whole ? "noDays" : "nothing")}>${whole ? t("noDaysSays") : t("nothingSays")}<//>`} /></div></section>
    ${open ? html`<${Night} key=${open} id=${open} onClose=${() => setQuery({ day: null })} onChange=${again} />` : null}`;
}

/** @param {string | null} name */
function addressOfList(name) {
  const query = new URLSearchParams(place.value.query);
  for (const left of ["list", "order", "day"]) query.delete(left);
  if (name) query.set("list", name);
  return `/reconciliation/nights?${query}`;
}

/** @returns {import("../../parts/table.js").Column<Row>[]} */
function columns() {
  return [
    { name: "day", label: t("day"), main: true, order: "DAY", show: (row) => longDay(row.day), csv: (row) => row.day },
    { name: "till", label: t("till"), show: (row) => row.till.name, csv: (row) => row.till.name },
    { name: "state", label: t("state"), show: (row) => html`<${State} row=${row} />`, csv: (row) => row.state },
    { name: "expected", label: t("expected"), number: true, show: (row) => html`<${Money} value=${row.expected} />`, csv: (row) => row.expected },
    { name: "actual", label: t("actual"), number: true, show: (row) => html`<${Money} value=${row.actual} />`, csv: (row) => row.actual ?? "" },
    { name: "difference", label: t("difference"), number: true, order: "DISCREPANCY", show: (row) => html`<${Money} value=${row.discrepancy} />`, csv: (row) => row.discrepancy ?? "" },
    { name: "open", label: t("open"), number: true, show: (row) => row.openItems || "–", csv: (row) => `${row.openItems}` },
    { name: "who", label: t("who"), show: (row) => row.decidedBy?.name ?? "–", csv: (row) => row.decidedBy?.name ?? "" },
  ];
}
