// What Safaricom charges, kind by kind: the tariff in force, those to come and those that held before.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { longDay, today } from "../../client/clock.js";
import { useQuery } from "../../client/live.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Money } from "../../parts/money.js";
import { Reading } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { Tabs } from "../settings/tabs.js";
import { SetTariff } from "./change.js";
import { TARIFFS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Tariffs"]["data"]["chargeTariffs"]["tariffs"][number]} Tariff */

export const KINDS = /** @type {const} */ (["PAY_BILL", "BUY_GOODS", "B2C", "B2B"]);

export function Page() {
  const here = business.value;
  const known = useQuery(TARIFFS, here && { business: here.id });
  const [kind, setKind] = useState(/** @type {Tariff["kind"] | null} */ (null));
  const tariffs = known.data?.chargeTariffs.tariffs ?? [];
  return html`
    <${Tabs} />
    <div class="page-head"><p class="fine">${t("says")}</p></div>
    <${Reading} known=${known} rows=${8}>
      ${() => html`<div class="columns">${KINDS.map((each) => html`<${Kind} key=${each} kind=${each} tariffs=${tariffs.filter((one) => one.kind === each)} onSet=${() => setKind(each)} />`)}</div>`}
    <//>
    ${kind ? html`<${SetTariff} kind=${kind} tariffs=${tariffs} again=${known.again} onClose=${() => setKind(null)} />` : null}`;
}

/** @param {{ kind: Tariff["kind"], tariffs: Tariff[], onSet: () => void }} props */
function Kind({ kind, tariffs, onSet }) {
  const now = tariffs.find(({ isInForce }) => isInForce);
  const others = tariffs.filter((each) => each !== now);
  return html`
    <section class="card" aria-label=${t(kind)}><h2>${t(kind)}</h2>
      ${now ? html`<${Shown} tariff=${now} />` : html`<p class="fine">${t("none")}</p>`}
      ${others.map((tariff) => html`<details key=${tariff.fromDay ?? ""}><summary>${named(tariff)} <${State} tariff=${tariff} /></summary><${Shown} tariff=${tariff} /></details>`)}
      ${may("business.manage") ? html`<div class="actions"><button type="button" class="quiet" onClick=${onSet}>${t("change")}</button></div>` : null}
    </section>`;
}

/** @param {Tariff} tariff */
const isToCome = ({ fromDay }) => Boolean(fromDay && fromDay > today());

/** @param {Tariff} tariff */
function named(tariff) {
  const { fromDay, isInForce } = tariff;
  if (!fromDay) return t("published");
  return t(isInForce ? "since" : "from", { day: longDay(fromDay) });
}

/** @param {{ tariff: Tariff }} props */
function State({ tariff }) {
  if (tariff.isInForce) return html`<${Chip} kind="good">${t("inForce")}<//>`;
  return isToCome(tariff) ? html`<${Chip} kind="busy">${t("toCome")}<//>` : html`<${Chip} kind="dim">${t("over")}<//>`;
}

/** @param {{ tariff: Tariff }} props */
function Shown({ tariff }) {
  const rows = tariff.bands.map((band) => ({ ...band, id: band.upTo }));
  /** @type {import("../../parts/table.js").Column<{ id: string, upTo: string, fee: string }>[]} */
  const columns = [
    { name: "upTo", label: t("upTo"), number: true, main: true, show: (row) => html`<${Money} value=${row.upTo} />` },
    { name: "fee", label: t("fee"), number: true, show: (row) => html`<${Money} value=${row.fee} />` },
  ];
  return html`
    <p>${tariff.isInForce ? html`<b>${named(tariff)}</b> <${State} tariff=${tariff} /><br />` : null}
      <small class="fine">${tariff.setAt ? html`${t("setBy", { name: tariff.setBy?.name ?? "–", at: "" })}<${Time} at=${tariff.setAt} />` : t("publishedSays")}</small></p>
    ${rows.length ? html`<div class="labelled"><${Table} label=${named(tariff)} columns=${columns} pages=${{ rows }} /></div>` : html`<p>${t("notJudged")}</p>`}`;
}
