// What stands above every page of the books: its name, the way to the others, and on paper whose books and which days.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef } from "../../vendor/preact-hooks.js";
import { timeShown } from "../../client/clock.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Icon } from "../../parts/icon.js";
import { ReportLink } from "../reports/link.js";
import { daysOf, lastDay, withDays } from "./days.js";
import { t } from "./texts.js";

const PAGES = /** @type {const} */ ([
  ["/ledger", "trialBalance"],
  ["/ledger/general", "general"],
  ["/ledger/entries", "entries"],
  ["/ledger/income", "income"],
  ["/ledger/balance-sheet", "balanceSheet"],
  ["/ledger/cash-flow", "cashFlow"],
  ["/ledger/vat", "vat"],
  ["/ledger/periods", "periods"],
  ["/ledger/books", "books"],
]);

export function Tabs() {
  const { path } = place.value;
  const line = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => line.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), [path]);
  return html`
    <nav ref=${line} class="tabs no-print" aria-label=${t("title")}>
      ${PAGES.map(([address, name]) => html`<a key=${address} href=${withDays(address)} aria-current=${path === address ? "page" : null}>${t(name)}</a>`)}
    </nav>`;
}

/** @param {{ title: string, says?: string, print?: boolean, report?: string, about?: Record<string, string | null>, children?: any }} props
 *   `report`: that has the same as a file, `about` what it is about, the days of the page where nothing is given; `children`: buttons */
export function Head({ title, says, print: printable = true, report, about = reportDays(), children }) {
  return html`
    <div class="page-head"><h1>${title}</h1>${says ? html`<p class="fine no-print">${says}</p>` : null}
      <div class="actions end no-print">${children}${report ? html`<${ReportLink} report=${report} about=${about} />` : null}
        ${printable ? html`<button type="button" class="quiet" onClick=${() => print()}><${Icon} name="print" />${t("print")}</button>` : null}
      </div>
    </div>
    <${Tabs} />`;
}

/** The days of the page as a report takes them. @returns {Record<string, string | null>} */
function reportDays() {
  const days = daysOf();
  return days.from ? { from: days.from, to: lastDay(days) } : {};
}

/** Whose books, and which days: on the screen a line, on paper the heading. @param {{ days: any, title?: string }} props */
export function About({ days, title }) {
  return html`
    <header class="about">
      ${title ? html`<h2>${title}</h2>` : null}
      <p><b>${business.value?.name}</b> · ${days} · ${t("currency")}</p>
      <p class="print-only fine">${t("printedAt", { at: timeShown(Date.now()) })}</p>
    </header>`;
}
