// Money as it lands, newest first.

import { html } from "../../vendor/htm-preact.js";
import { shown } from "../../client/money.js";
import { found } from "../../frame/router.js";
import { addressOf } from "../../frame/places.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { channelShown, routeShown } from "../collections/states.js";
import { t } from "./texts.js";

/** @typedef {Fragments["TodayReceipt"]} Receipt */

/** @param {{ receipts: readonly Receipt[], fresh: Set<string> }} props */
export function Feed({ receipts, fresh }) {
  /** @type {import("../../parts/table.js").Column<Receipt>[]} */
  const columns = [
    { name: "number", label: t("receipt"), main: true, show: (receipt) => html`${numberShown(receipt)}<small><${Time} at=${receipt.occurredAt} /></small>` },
    { name: "amount", label: t("amount"), number: true, show: ({ amount }) => html`<${Money} value=${amount} />` },
    { name: "payer", label: t("payer"), show: ({ phone }) => phone || html`<span class="none">${t("notGiven")}</span>` },
    { name: "typed", label: t("typed"), show: ({ accountReference }) => accountReference || html`<span class="none">${t("nothingTyped")}</span>` },
    { name: "where", label: t("where"), show: (receipt) => html`<${Where} receipt=${receipt} /><small class="evidence"><${Evidence} receipt=${receipt} /></small>` },
  ];
  const newest = receipts.find(({ id }) => fresh.has(id));
  return html`
    <section class="card feed" aria-labelledby="feed-title">
      <header class="page-head"><h2 id="feed-title">${t("feed")}</h2>
        ${found("/collections") ? html`<a class="end" href="/collections">${t("all")}</a>` : null}</header>
      <${Table} label=${t("feed")} columns=${columns} pages=${{ rows: receipts }} fresh=${fresh}
        empty=${html`<${Empty} title=${t("noMoney")}>${t("noMoneySays")}<//>`} />
      <p class="unseen" aria-live="polite" role="log">${newest ? t("said", { amount: shown(newest.amount), place: placeOf(newest) }) : ""}</p>
    </section>`;
}

/** @param {Receipt} receipt */
function numberShown({ id, number }) {
  const address = addressOf("Receipt", id);
  return address ? html`<a href=${address}>${number}</a>` : number;
}

/** @param {{ receipt: Receipt }} props */
function Where({ receipt }) {
  const state = receipt.route?.state ?? "DUE";
  if (state === "SUSPENSE") return html`<${Chip} kind="warn">${t("suspense")}<//>`;
  if (state === "DUE") return html`<${Chip}>${t("beingPlaced")}<//>`;
  if (state === "REVERSED") return html`<${Chip} kind=${routeShown(state).kind}>${routeShown(state).text}<//>`;
  return html`<${Chip} kind="good">${placeOf(receipt)}<//>`;
}

/** @param {Receipt} receipt */
function placeOf({ route }) {
  if (!route || route.state === "DUE") return t("beingPlaced");
  if (route.state === "SUSPENSE") return t("suspense");
  if (route.state === "REVERSED") return routeShown(route.state).text;
  return route.owner ? route.owner.charAt(0).toUpperCase() + route.owner.slice(1) : t("placed");
}

/** @param {{ receipt: Receipt }} props */
function Evidence({ receipt }) {
  return receipt.evidence.nodes.map(({ channel, agrees }) =>
    agrees ? html`<span class="channel" key=${channel} title=${t("evidence")}>${channelShown(channel)}</span>` : html`<${Chip} key=${channel} kind="bad" title=${t("differsSays")}>${channelShown(channel)} ${t("differs")}<//>`,
  );
}
