// The shortcodes of the business, and whether each is ready to be paid to.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useConnection } from "../../client/pages.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Tabs } from "../settings/tabs.js";
import { NewTill } from "./new.js";
import { TILLS } from "./operations.js";
import { Health, worst } from "../till/health/health.js";
import { environmentShown, kindShown } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Operations["SettingsTills"]["data"]["tills"]["nodes"][number]} Till */

export function Page() {
  const [open, setOpen] = useState(false);
  const order = orderOf(place.value.query, "CREATED_AT", "ASC");
  const pages = useConnection(TILLS, business.value && { business: business.value.id, orderBy: order }, (data) => data.tills);
  const add = may("till.manage") ? html`<button type="button" class="end" onClick=${() => setOpen(true)}>${t("add")}</button>` : null;
  return html`
    <${Tabs} />
    <div class="page-head"><p class="fine">${t("says")}</p>${add}</div>
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} order=${order} file="tills"
      href=${(/** @type {Till} */ row) => `/settings/tills/${row.id}`}
      empty=${html`<${Empty} title=${t("nothing")} action=${add}>${t(add ? "nothingSays" : "nothingForYou")}<//>`} />
    ${open ? html`<${NewTill} onClose=${() => setOpen(false)} />` : null}`;
}

/** @returns {import("../../parts/table.js").Column<Till>[]} */
function columns() {
  return [
    { name: "name", label: t("name"), main: true, order: "NAME", show: (row) => row.name, csv: (row) => row.name },
    { name: "shortcode", label: t("shortcode"), order: "SHORTCODE", show: (row) => row.shortcode, csv: (row) => row.shortcode },
    { name: "kind", label: t("kind"), show: (row) => kindShown(row.kind), csv: (row) => row.kind },
    { name: "environment", label: t("environment"), show: (row) => environmentShown(row.environment), csv: (row) => row.environment },
    { name: "ready", label: t("state"), show: (row) => html`<${Health} till=${row} />`, csv: (row) => worst(row) ?? "" },
    { name: "last", label: t("last"), show: (row) => html`<${Time} at=${row.receipts.nodes[0]?.occurredAt} />`, csv: (row) => row.receipts.nodes[0]?.occurredAt ?? "" },
  ];
}
