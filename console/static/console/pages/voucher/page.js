// The page of one voucher: what it posts, how far it has come, and what can be done with it. Made to be printed too.

import { html } from "../../vendor/htm-preact.js";
import { longDay, today } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { addressOf } from "../../frame/places.js";
import { useNews } from "../../frame/news.js";
import { may } from "../../frame/session.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Day } from "../../parts/time.js";
import { Timeline } from "../../parts/timeline.js";
import { kindShown, State } from "../vouchers/states.js";
import { Lines } from "./lines.js";
import { VOUCHER } from "./operations.js";
import { Papers } from "./papers.js";
import { Reverse } from "./reverse.js";
import { stepsOf } from "./steps.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["VoucherPage"]["data"]["node"]>, { effectiveOn: string }>} Voucher */

export const styles = ["/static/console/pages/voucher/voucher.css"];

/** @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const known = useQuery(VOUCHER, { id: params.voucher ?? "" });
  const again = useGathered(known.again);
  useNews(/^(voucher|approval)\./, again);
  return html`
    <p class="crumbs no-print"><a href="/vouchers">${t("back")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["VoucherPage"]["data"]} */ { node }) =>
        node && "effectiveOn" in node
          ? html`<${Shown} voucher=${node} again=${known.again} />`
          : html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>`}
    <//>`;
}

/** @param {{ voucher: Voucher, again: () => Promise<void> }} props */
function Shown({ voucher, again }) {
  const { entry, reverses } = voucher;
  const undone = entry?.reversedBy;
  return html`
    <p class="print-only"><b>${voucher.business.name}</b> · ${kindShown(voucher.kind)}</p>
    <div class="page-head">
      <h1>${voucher.description}</h1><${State} state=${voucher.state} />
      <div class="actions end no-print">
        ${voucher.state === "PENDING" && voucher.approval && may("approval.decide") ? html`<a class="button" href=${`/approvals/${voucher.approval.id}`}>${t("answer")}</a>` : null}
        ${entry ? html`<${Reverse} entry=${{ ...entry, effectiveOn: voucher.effectiveOn }} reversible=${!reverses} />` : null}
        <button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" />${t("print")}</button>
      </div>
    </div>
    ${undone ? html`<div class="note warn"><p>${t("undone")} ${undone.voucher ? html`<a href=${`/vouchers/${undone.voucher.id}`}>${t("seeReversal")}</a>` : null}</p></div>` : null}
    <div class="columns main-and-side">
      <div><${Lines} voucher=${voucher} /><${Papers} voucher=${voucher} again=${again} /></div>
      <section class="card">
        <p class="amount"><${Money} value=${voucher.amount} currency /></p>
        <dl class="facts">
          <dt>${t("day")}</dt><dd><${Day} day=${voucher.effectiveOn} long /></dd>
          <dt>${t("kind")}</dt><dd>${kindShown(voucher.kind)}</dd>
          ${entry ? html`<dt>${t("entry")}</dt><dd><${EntryLink} entry=${entry} /></dd>` : null}
          ${reverses ? html`<dt>${t("reverses")}</dt><dd>${reverses.voucher ? html`<a href=${`/vouchers/${reverses.voucher.id}`}>${reverses.voucher.description}</a>` : html`<${EntryLink} entry=${reverses} />`}</dd>` : null}
          ${voucher.recurring ? html`<dt>${t("recurring")}</dt><dd><a href=${`/vouchers/recurring/${voucher.recurring.id}`}>${voucher.recurring.name}</a></dd>` : null}
          <dt>${t("maker")}</dt><dd>${voucher.maker.name}</dd>
        </dl>
        <h2>${t("way")}</h2><${Timeline} label=${t("way")} steps=${stepsOf(voucher)} />
      </section>
    </div>
    <div class="signatures print-only">
      ${[t("preparedBy"), t("checkedBy"), t("receivedBy")].map((who) => html`<p key=${who}>${who}<br /><small>${t("signed")}</small></p>`)}
    </div>
    <p class="print-only fine">${t("printed", { day: longDay(today()) })}</p>`;
}

/** @param {{ entry: { id: string, number?: string | null } }} props */
function EntryLink({ entry }) {
  const address = addressOf("JournalEntry", entry.id);
  const shown = entry.number ? `#${entry.number}` : t("numberSoon");
  return address ? html`<a href=${address}>${shown}</a>` : html`<span>${shown}</span>`;
}
