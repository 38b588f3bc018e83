// The shortcodes of the business, and whether each is ready to be paid to.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useConnection } from "../../client/pages.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Filters } from "../../parts/filters.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Tabs } from "../settings/tabs.js";
import { Branches, BranchFilter, inBranch, useBranches } from "./branches.js";
import { NewTill } from "./new.js";
import { TILLS } from "./operations.js";
import { Health, worst } from "../till/health/health.js";
import { environmentShown, kindShown } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Operations["SettingsTills"]["data"]["tills"]["nodes"][number]} Till */

export function Page() {
  const [open, setOpen] = useState(/** @type {"" | "till" | "branches"} */ (""));
  const { query } = place.value;
  const order = orderOf(query, "CREATED_AT", "ASC");
  const filter = inBranch(query);
  const pages = useConnection(TILLS, business.value && { business: business.value.id, filter, orderBy: order }, (data) => data.tills);
  const known = useBranches();
  const branches = known.data?.branches.nodes ?? [];
  const add = may("till.manage") ? html`<button type="button" onClick=${() => setOpen("till")}>${t("add")}</button>` : null;
  return html`
    <${Tabs} />
    <div class="page-head"><p class="fine">${t("says")}</p><div class="actions end">
      ${add || branches.length ? html`<button type="button" class="quiet" onClick=${() => setOpen("branches")}>${t("branches")}</button>` : null}${add}</div></div>
    <${Filters} names=${["branch"]}><${BranchFilter} branches=${branches} /><//>
    <${Table} label=${t("title")} columns=${columns(branches.length > 0)} pages=${pages} order=${order} file="tills" filtered=${filter !== null}
      href=${(/** @type {Till} */ row) => `/settings/tills/${row.id}`}
      empty=${html`<${Empty} title=${t("nothing")} action=${add}>${t(add ? "nothingSays" : "nothingForYou")}<//>`} />
    ${open === "till" ? html`<${NewTill} onClose=${() => setOpen("")} />` : null}
    ${open === "branches" ? html`<${Branches} known=${known} again=${pages.known.again} onClose=${() => setOpen("")} />` : null}`;
}

/** @param {boolean} placed whether the business has branches @returns {import("../../parts/table.js").Column<Till>[]} */
function columns(placed) {
  return [
    { name: "name", label: t("name"), main: true, order: "NAME", show: (row) => row.name, csv: (row) => row.name },
    ...(placed ? [{ name: "branch", label: t("branch"), show: (/** @type {Till} */ row) => row.branch?.name ?? "–", csv: (/** @type {Till} */ row) => row.branch?.name ?? "" }] : []),
    { name: "shortcode", label: t("shortcode"), order: "SHORTCODE", show: (row) => row.shortcode, csv: (row) => row.shortcode },
    { name: "kind", label: t("kind"), show: (row) => kindShown(row.kind), csv: (row) => row.kind },
    { name: "environment", label: t("environment"), show: (row) => environmentShown(row.environment), csv: (row) => row.environment },
    { name: "ready", label: t("state"), show: (row) => html`<${Health} till=${row} />`, csv: (row) => worst(row) ?? "" },
    { name: "last", label: t("last"), show: (row) => html`<${Time} at=${row.receipts.nodes[0]?.occurredAt} />`, csv: (row) => row.receipts.nodes[0]?.occurredAt ?? "" },
  ];
}
