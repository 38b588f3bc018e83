// The form of a draft, new or edited. Its total is the server's own, asked while one types; nothing is written before it
// is sent.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { business, may } from "../../frame/session.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Loading } from "../../parts/states.js";
import { emptyLine, LineFields, linesOf, readLines } from "./lines.js";
import { BILL_AROUND, PRICE_INVOICE } from "./operations.js";
import { t } from "./texts.js";

const TYPING = 400;

/** @typedef {import("./lines.js").Line} Line */
/** @typedef {{ lines: Line[], dueOn: string | null, pricesIncludeVat: boolean, note: string }} Terms */

/** @param {{ label: string, send: string, known?: Terms, onSend: (terms: any, key: string) => Promise<unknown> }} props */
export function BillForm({ label, send, known, onSend }) {
  const where = business.value?.id ?? "";
  const around = useQuery(BILL_AROUND, where ? { business: where, withAccounts: may("ledger.read") } : null);
  if (!around.data) return html`<${Loading} rows=${6} />`;
  const { node, accounts } = around.data;
  const taxed = Boolean(node && "letterhead" in node && node.letterhead.vatRegistered);
  return html`<${Written} label=${label} send=${send} known=${known} onSend=${onSend} taxed=${taxed} accounts=${accounts?.nodes ?? []} />`;
}

/**
 * @param {{ label: string, send: string, known?: Terms, taxed: boolean, accounts: readonly { code: string, name: string }[],
 *   onSend: (terms: any, key: string) => Promise<unknown> }} props
 */
function Written({ label, send, known, taxed, accounts, onSend }) {
  const usual = taxed ? /** @type {const} */ ("STANDARD") : null;
  const [lines, setLines] = useState(() => (known?.lines ?? [emptyLine(usual)]).map((line, key) => ({ key, line })));
  const [asksAccount, setAsksAccount] = useState(Boolean(known?.lines.some(({ accountCode }) => accountCode !== "4000")));
  const [asked, setAsked] = useState(/** @type {any} */ (null));
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const timer = useRef(0);
  const priced = useQuery(PRICE_INVOICE, asked);

  function look() {
    const form = box.current?.querySelector("form");
    if (!form) return;
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const read = readLines(values, lines.length);
    setAsked(read && { business: business.value?.id ?? "", lines: read, pricesIncludeVat: values.prices !== "without" });
  }
  const latest = useRef(look);
  latest.current = look;
  function typed() {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(), TYPING);
  }
  useEffect(typed, [lines.length]);
  useEffect(() => () => clearTimeout(timer.current), []);

  /** @param {Record<string, string>} values @param {string} key */
  const sent = (values, key) => onSend({ lines: linesOf(values, lines.length), dueOn: values.dueOn || null, pricesIncludeVat: values.prices !== "without", note: values.note ?? "" }, key);
  const add = () => setLines([...lines, { key: Math.max(...lines.map(({ key }) => key)) + 1, line: emptyLine(usual) }]);
  const sums = asked && !priced.problem && !priced.stale ? (priced.data?.priceInvoice ?? null) : null;
  return html`
    <div ref=${box} onInput=${typed} onChange=${typed}>
      <${Form} label=${label} send=${send} onSend=${sent} wide
        extra=${html`<button type="button" class="quiet" onClick=${add}>${t("addLine")}</button>`}>
        ${lines.map(({ key, line }, index) => html`
          <${LineFields} key=${key} index=${index} line=${line} amount=${sums?.lines[index]?.amount ?? null}
            accounts=${asksAccount && accounts.length ? accounts : null}
            onRemove=${lines.length > 1 ? () => setLines(lines.filter((each) => each.key !== key)) : null} />`)}
        ${accounts.length > 1 && !asksAccount ? html`<p><button type="button" class="link" onClick=${() => setAsksAccount(true)}>${t("askAccount")}</button></p>` : null}
        <${Field} name="prices" label=${t("prices")} value=${known && !known.pricesIncludeVat ? "without" : "with"}
          options=${[{ value: "with", label: t("with") }, { value: "without", label: t("without") }]} />
        <${Field} name="dueOn" label=${t("dueOn")} hint=${t("dueOnHint")} type="date" value=${known?.dueOn ?? ""} />
        <${Field} name="note" label=${t("note")} hint=${t("noteHint")} rows="2" maxlength="500" value=${known?.note ?? ""} />
        <dl class="facts bill-total" aria-live="polite" aria-busy=${priced.loading}>
          <dt>${t("net")}</dt><dd><${Money} value=${sums?.net} /></dd>
          <dt>${t("vat")}</dt><dd><${Money} value=${sums?.vat} /></dd>
          <dt>${t("total")}</dt><dd><b><${Money} value=${sums?.total} currency /></b></dd>
        </dl>
        ${asked && priced.problem ? html`<p class="fine">${priced.problem.message}</p>` : null}
      <//>
    </div>`;
}
