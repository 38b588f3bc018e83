// Who did what, when, and to what.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { ChoiceFilter, DayFilter, dayRange, Filters, TextFilter } from "../../parts/filters.js";
import { Person } from "../../parts/person.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { ReportLink } from "../reports/link.js";
import { Tabs } from "../settings/tabs.js";
import { AUDIT, THINGS } from "./operations.js";
import { t } from "./texts.js";
import { actOf, AREAS, areaShown, factsOf, idsOf, thingsOf } from "./words.js";

/** @typedef {import("./words.js").Entry} Entry */

const NAMES = ["person", "area", "by", "day", "from", "to", "subject"];

export function Page() {
  const by = [{ value: "people", label: t("byPeople") }, { value: "machine", label: t("byMachine") }];
  return html`
    <${Tabs} />
    <div class="page-head"><p class="fine">${t("says")}</p><div class="actions end"><${ReportLink} report="AUDIT_TRAIL" /></div></div>
    <${Filters} names=${NAMES}>
      <${TextFilter} name="person" label=${t("person")} />
      <${ChoiceFilter} name="area" label=${t("area")} options=${AREAS.map((value) => ({ value, label: areaShown(value) }))} />
      <${ChoiceFilter} name="by" label=${t("by")} options=${by} />
      <${DayFilter} />
    <//>
    <${Trail} />`;
}

function Trail() {
  const { query } = place.value;
  const order = orderOf(query, "AT");
  const by = query.get("by");
  const filter = { person: query.get("person"), text: query.get("area"), bySystem: by && by === "machine", subject: query.get("subject"), day: dayRange(query) };
  const pages = useConnection(AUDIT, business.value && { business: business.value.id, filter, orderBy: order }, (data) => data.auditEntries);
  const ids = idsOf(pages.rows);
  const named = useQuery(THINGS, ids.length ? { ids } : null);
  const things = thingsOf(named.data?.nodes ?? []);
  return html`
    ${query.has("subject") ? html`<p class="note">${t("only", { name: things.get(query.get("subject") ?? "")?.text ?? t("oneThing") })}</p>` : null}
    <${Table} label=${t("title")} columns=${columns(things)} pages=${pages} order=${order} file="audit" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")} />`} />`;
}

/** @param {import("./words.js").Things} things @returns {import("../../parts/table.js").Column<Entry>[]} */
function columns(things) {
  return [
    { name: "what", label: t("what"), main: true, order: "ACTION", show: (row) => html`<${What} entry=${row} />`, csv: (row) => [actOf(row.action), ...factsOf(row)].join("; ") },
    { name: "about", label: t("about"), show: (row) => html`<${About} entry=${row} things=${things} />`, csv: (row) => row.person?.name ?? things.get(row.subject ?? "")?.text ?? row.subject ?? "" },
    { name: "who", label: t("who"), show: (row) => html`<${Person} name=${row.actor?.name} />`, csv: (row) => row.actor?.name ?? "" },
    { name: "at", label: t("at"), order: "AT", show: (row) => html`<${Time} at=${row.at} />`, csv: (row) => row.at },
  ];
}

/** @param {{ entry: Entry }} props */
function What({ entry }) {
  const facts = factsOf(entry);
  return html`<b>${actOf(entry.action)}</b>${facts.map((fact) => html`<small key=${fact}>${fact}</small>`)}`;
}

/** @param {{ entry: Entry, things: import("./words.js").Things }} props */
function About({ entry, things }) {
  if (entry.person) return entry.person.name;
  const thing = entry.subject ? things.get(entry.subject) : undefined;
  if (!thing) return html`<span class="none">–</span>`;
  return thing.href ? html`<a href=${thing.href}>${thing.text}</a>` : thing.text;
}
