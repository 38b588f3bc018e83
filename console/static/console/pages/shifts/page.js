// Shifts for the office, and the drawers at which they are worked.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { isZero } from "../../client/money.js";
import { useConnection } from "../../client/pages.js";
import { act } from "../../client/query.js";
import { inUse } from "../../client/tills.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { DayFilter, dayRange, Filters } from "../../parts/filters.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Person } from "../../parts/person.js";
import { Empty, Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Moment } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { EDIT_REGISTER, OPEN_REGISTER, REGISTERS, SHIFTS, SHIFTS_CHANGED } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Shifts"]["data"]["shifts"]["nodes"][number]} Shift */
/** @typedef {Operations["Registers"]["data"]} Registers */
/** @typedef {Registers["registers"]["nodes"][number]} Register */

export function Page() {
  const { query } = place.value;
  const id = business.value?.id ?? "";
  const pages = useConnection(SHIFTS, id ? { business: id, filter: { day: dayRange(query) } } : null, (data) => data.shifts);
  useFollow(SHIFTS_CHANGED, id ? { business: id } : null, useGathered(pages.known.again, 2_000));
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Filters} names=${["day", "from", "to"]}><${DayFilter} /><//>
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Shift} */ row) => `/shifts/${row.id}`} file="shifts"
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    <${Drawers} business=${id} />`;
}

/** @returns {import("../../parts/table.js").Column<Shift>[]} */
function columns() {
  return [
    { name: "number", label: t("number"), main: true, show: (row) => `${row.register.name} ${row.number}`, csv: (row) => `${row.register.name} ${row.number}` },
    { name: "state", label: t("state"), show: (row) => html`<${Chip} kind=${row.state === "OPEN" ? "busy" : "calm"}>${t(row.state)}<//>`, csv: (row) => row.state },
    { name: "cashier", label: t("cashier"), show: (row) => html`<${Person} name=${row.cashier.name} />`, csv: (row) => row.cashier.name },
    { name: "opened", label: t("opened"), show: (row) => html`<${Moment} at=${row.openedAt} />`, csv: (row) => row.openedAt },
    { name: "closed", label: t("closed"), show: (row) => html`<${Moment} at=${row.closedAt} />`, csv: (row) => row.closedAt ?? "" },
    { name: "counted", label: t("counted"), number: true, show: (row) => html`<${Money} value=${row.counted} />`, csv: (row) => row.counted ?? "" },
    { name: "overShort", label: t("overShort"), number: true, show: (row) => (row.overShort && !isZero(row.overShort) ? html`<b><${Money} value=${row.overShort} /></b>` : html`<${Money} value=${row.overShort} quietZero />`), csv: (row) => row.overShort ?? "" },
  ];
}

/** @param {{ business: string }} props */
function Drawers({ business: id }) {
  const [open, setOpen] = useState(/** @type {Register | "new" | null} */ (null));
  const known = useQuery(REGISTERS, id ? { business: id } : null);
  /** @type {import("../../parts/table.js").Column<Register>[]} */
  const rows = [
    { name: "name", label: t("name"), main: true, show: (row) => row.name },
    { name: "account", label: t("account"), show: (row) => row.accountCode },
    { name: "till", label: t("till"), show: (row) => (row.till ? `${row.till.name} (${row.till.shortcode})` : t("noTill")) },
    { name: "verbs", label: "", verbs: true, show: (row) => (may("ledger.write") ? html`<button type="button" class="quiet" onClick=${() => setOpen(row)}>${t("edit")}</button>` : "") },
  ];
  return html`
    <section class="card">
      <div class="page-head"><h2>${t("registers")}</h2>${may("ledger.write") ? html`<button type="button" class="end" onClick=${() => setOpen("new")}>${t("openOne")}</button>` : null}</div>
      <${Reading} known=${known} rows=${3}>
        ${(/** @type {Registers} */ data) => html`
          <${Table} label=${t("registers")} columns=${rows} pages=${{ rows: data.registers.nodes }} empty=${html`<${Empty} title=${t("noRegisters")} />`} />
          ${open ? html`<${Drawer} register=${open === "new" ? null : open} tills=${inUse(data.tills.nodes)} again=${known.again} onClose=${() => setOpen(null)} />` : null}`}
      <//>
    </section>`;
}

/** @param {{ register: Register | null, tills: { id: string, name: string, shortcode: string }[], again: () => Promise<void>, onClose: () => void }} props */
function Drawer({ register, tills, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function save({ name = "", till = "" }) {
    if (register) await act(EDIT_REGISTER, { input: { register: register.id, name, till: till || null } });
    else await act(OPEN_REGISTER, { input: { business: business.value?.id ?? "", name, till: till || null } });
    toast(t(register ? "saved" : "made"));
    onClose();
    await again();
  }
  const options = [{ value: "", label: t("noTill") }, ...tills.map(({ id, name, shortcode }) => ({ value: id, label: `${name} (${shortcode})` }))];
  return html`
    <${Panel} title=${t(register ? "edit" : "openOne")} onClose=${onClose}>
      <${Form} label=${t("openOne")} send=${t(register ? "save" : "open")} onSend=${save} wide>
        <${Field} name="name" label=${t("name")} value=${register?.name} maxlength="60" required autofocus autocomplete="off" />
        <${Field} name="till" label=${t("till")} options=${options} value=${register ? (register.till?.id ?? "") : (tills[0]?.id ?? "")} />
      <//>
    <//>`;
}
