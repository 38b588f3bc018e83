// Lines that vouchers begin from.

import { html } from "../../vendor/htm-preact.js";
import { useConnection } from "../../client/pages.js";
import { act, Refusal } from "../../client/query.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Filters, TextFilter } from "../../parts/filters.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { Tabs } from "../vouchers/tabs.js";
import { REMOVE_TEMPLATE, TEMPLATES } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Templates"]["data"]["voucherTemplates"]["nodes"][number]} Template */

export function Page() {
  return html`
    <div class="page-head">
      <h1>${t("title")}</h1><p class="fine">${t("says")}</p>
      ${may("ledger.write") ? html`<a class="button end" href="/vouchers/templates/new">${t("add")}</a>` : null}
    </div>
    <${Tabs} />
    <${Filters} names=${["text"]}><${TextFilter} name="text" label=${t("search")} /><//>
    <${Templates} />`;
}

function Templates() {
  const { query } = place.value;
  const order = orderOf(query, "NAME", "ASC");
  const here = business.value;
  const variables = here && { business: here.id, filter: { text: query.get("text") }, orderBy: order };
  const pages = useConnection(TEMPLATES, variables, (data) => data.voucherTemplates);

  /** @param {Template} template */
  async function remove(template) {
    if (!(await confirm({ title: t("removeTitle", { name: template.name }), says: t("removeSays"), verb: t("remove"), danger: true }))) return;
    try {
      await act(REMOVE_TEMPLATE, { input: { template: template.id } });
      toast(t("removed"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    }
    await pages.known.again();
  }
  const first = may("ledger.write") ? html`<a class="button" href="/vouchers/templates/new">${t("add")}</a>` : null;
  return html`
    <${Table} label=${t("title")} columns=${columns(remove)} pages=${pages} href=${(/** @type {Template} */ row) => `/vouchers/templates/${row.id}`}
      order=${order} filtered=${query.has("text")} empty=${html`<${Empty} title=${t("nothing")} action=${first}>${t("nothingSays")}<//>`} />`;
}

/** @param {(row: Template) => void} remove @returns {import("../../parts/table.js").Column<Template>[]} */
function columns(remove) {
  const writes = may("ledger.write");
  return [
    { name: "name", label: t("name"), main: true, order: "NAME", show: (row) => row.name },
    { name: "description", label: t("description"), show: (row) => row.description || "–" },
    { name: "accounts", label: t("accounts"), show: (row) => accountsOf(row) },
    { name: "changed", label: t("changed"), order: "CHANGED_AT", show: (row) => html`<${Time} at=${row.changedAt} />` },
    ...(writes ? [{ name: "verbs", label: "", show: (/** @type {Template} */ row) => html`<span class="row-verbs">
      <a class="button quiet" href=${`/vouchers/new?template=${row.id}`}>${t("use")}</a>
      <button type="button" class="link" onClick=${() => remove(row)}>${t("remove")}</button></span>` }] : []),
  ];
}

/** @param {Template} row */
function accountsOf({ lines }) {
  const named = lines.nodes.map(({ accountCode }) => accountCode).join(", ");
  return (lines.totalCount ?? 0) > lines.nodes.length ? `${named} …` : named;
}
