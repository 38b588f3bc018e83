// Who staked what on a market, and what each was paid.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef } from "../../vendor/preact-hooks.js";
import { useConnection } from "../../client/pages.js";
import { place } from "../../frame/router.js";
import { Chip } from "../../parts/chip.js";
import { ChoiceFilter, Filters, TextFilter } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Moment } from "../../parts/time.js";
import { MARKET_STAKES } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["MarketStakes"]["data"]["node"]>, { stakes: any }>["stakes"]["nodes"][number]} Stake */

const NAMES = ["player", "on"];
const NONE = { nodes: [], totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null } };
/** @type {Record<string, import("../../parts/chip.js").Kind>} */
const FATES = { WON: "good", LOST: "dim", REFUNDED: "calm" };

/** @param {{ market: import("./page.js").Market }} props */
export function Stakes({ market }) {
  const { query } = place.value;
  const order = orderOf(query, "ACCEPTED_AT");
  const filter = { player: query.get("player"), outcome: query.get("on") };
  const pages = useConnection(MARKET_STAKES, { id: market.id, filter, orderBy: order }, ({ node }) => (node && "stakes" in node && node.stakes) || NONE);
  const seen = `${market.stakeCount} ${market.state}`;
  const last = useRef(seen);
  useEffect(() => {
    if (last.current !== seen && pages.page === 1) void pages.known.again();
    last.current = seen;
  }, [seen]);
  const outcomes = market.outcomes.nodes.map(({ id, name }) => ({ value: id, label: name }));
  return html`
    <section class="card market-stakes" aria-label=${t("stakesOf")}><h2>${t("stakesOf")}</h2>
      <${Filters} names=${NAMES}>
        <${TextFilter} name="player" label=${t("findPlayer")} />
        <${ChoiceFilter} name="on" label=${t("outcome")} options=${outcomes} />
      <//>
      <${Table} label=${t("stakesOf")} columns=${columns()} pages=${pages} order=${order} file="stakes"
        filtered=${NAMES.some((name) => query.has(name))} empty=${html`<${Empty} title=${t("noStakes")} />`} />
    </section>`;
}

/** @returns {import("../../parts/table.js").Column<Stake>[]} */
function columns() {
  const fate = (/** @type {Stake} */ row) => (row.fate ? t(/** @type {"fate_WON"} */ (`fate_${row.fate}`)) : "");
  return [
    { name: "number", label: t("stakeNumber"), number: true, show: (row) => row.number, csv: (row) => String(row.number) },
    { name: "player", label: t("player"), main: true, show: (row) => html`${row.player.name} <small class="fine">${row.walletNumber}${row.phone ? html`, ${row.phone}` : null}</small>`, csv: (row) => `${row.player.name} ${row.walletNumber}` },
    { name: "outcome", label: t("outcome"), show: (row) => row.outcome.name, csv: (row) => row.outcome.name },
    { name: "amount", label: t("stakeAmount"), number: true, order: "AMOUNT", show: (row) => html`<${Money} value=${row.amount} />`, csv: (row) => row.amount },
    { name: "at", label: t("accepted"), order: "ACCEPTED_AT", show: (row) => html`<${Moment} at=${row.acceptedAt} />`, csv: (row) => row.acceptedAt },
    { name: "fate", label: t("fate"), show: (row) => (row.fate ? html`<${Chip} kind=${FATES[row.fate] ?? "dim"}>${fate(row)}<//>` : html`<span class="none">–</span>`), csv: fate },
    { name: "pays", label: t("pays"), number: true, show: (row) => (row.pays === null ? html`<span class="none">–</span>` : html`<${Money} value=${row.pays} quietZero />`), csv: (row) => row.pays ?? "" },
  ];
}
