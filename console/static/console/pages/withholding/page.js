// The tax that is withheld when players withdraw: its rates from day to day, and asking for another.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { percentShown, typedBps } from "../../client/bps.js";
import { today } from "../../client/clock.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { act } from "../../client/query.js";
import { useNews } from "../../frame/news.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Day, Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { Tabs } from "../settings/tabs.js";
import { CHANGE_WITHHOLDING, WITHHOLDINGS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {NonNullable<Extract<NonNullable<Operations["Withholdings"]["data"]["node"]>, { withholdings: any }>["withholdings"]>["nodes"][number]} Rate */

const NONE = { nodes: [], pageInfo: { hasNextPage: false } };

export function Page() {
  const here = business.value;
  const [open, setOpen] = useState(false);
  const pages = useConnection(WITHHOLDINGS, here && { business: here.id }, ({ node }) => (node && "withholdings" in node && node.withholdings) || NONE);
  useNews(/^approval\.decided$/, useGathered(pages.known.again));
  const inForce = pages.rows?.find(({ fromDay }) => fromDay <= today());
  return html`
    <${Tabs} />
    <div class="page-head"><p class="fine">${t("says")}</p></div>
    <${Table} label=${t("title")} columns=${columns(inForce)} pages=${pages} empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    ${may("payout.manage") ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("change")}</button></div>` : null}
    ${open && here ? html`<${Change} business=${here.id} onClose=${() => setOpen(false)} />` : null}`;
}

/** @param {Rate | undefined} inForce @returns {import("../../parts/table.js").Column<Rate>[]} */
function columns(inForce) {
  const state = (/** @type {Rate} */ row) => (row === inForce ? "now" : row.fromDay > today() ? "later" : "past");
  const kinds = /** @type {const} */ ({ now: "good", later: "busy", past: "dim" });
  return [
    { name: "fromDay", label: t("fromDay"), main: true, show: (row) => html`<${Day} day=${row.fromDay} long />` },
    { name: "rate", label: t("rate"), number: true, show: (row) => percentShown(row.basisPoints) },
    { name: "state", label: t("state"), show: (row) => html`<${Chip} kind=${kinds[state(row)]}>${t(state(row))}<//>` },
    { name: "name", label: t("name"), show: (row) => row.name },
    { name: "maker", label: t("maker"), show: (row) => row.approval.maker.name },
    { name: "checker", label: t("checker"), show: (row) => html`<a href=${`/approvals/${row.approval.id}`}>${row.approval.checker?.name ?? row.approval.maker.name}</a>, <${Time} at=${row.setAt} />` },
  ];
}

/** @param {{ business: string, onClose: () => void }} props */
function Change({ business: at, onClose }) {
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ name = "", percent: typed = "", fromDay = "", comment = "" }, idempotencyKey) {
    const basisPoints = typedBps(typed);
    if (basisPoints === null) return toast(t("badPercent"), "bad");
    await act(CHANGE_WITHHOLDING, { input: { business: at, name, basisPoints, fromDay, comment, idempotencyKey } });
    toast(t("asked"));
    return onClose();
  }
  return html`
    <${Panel} title=${t("change")} onClose=${onClose}>
      <${Form} label=${t("change")} send=${t("ask")} onSend=${send} names=${{ basisPoints: "percent" }} wide>
        <${Field} name="name" label=${t("name")} maxlength="80" required autofocus />
        <${Field} name="percent" label=${t("percent")} hint=${t("percentHint")} inputmode="decimal" autocomplete="off" required />
        <${Field} name="fromDay" label=${t("fromDay")} hint=${t("fromHint")} type="date" required />
        <${Field} name="comment" label=${t("comment")} rows=${2} maxlength="500" />
      <//>
    <//>`;
}
