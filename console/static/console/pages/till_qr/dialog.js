// A code to be paid by, beside the page: of what is due of an invoice, or of what is typed for a till.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useState } from "../../vendor/preact-hooks.js";
import { typedAmount } from "../../client/money.js";
import { act, Refusal, refusal } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Failed, Loading } from "../../parts/states.js";
import { TILL_QR } from "./operations.js";
import { Picture } from "./picture.js";
import { t } from "./texts.js";

/** @typedef {{ id: string, name: string, shortcode: string }} Till */
/** @typedef {import("./picture.js").Code} Code */

const AWAY = ["DARAJA_UNREACHABLE", "DARAJA_NO_TOKEN", "DARAJA_TIMEOUT", "DARAJA_CONNECTION_LOST", "DARAJA_UNREADABLE", "DARAJA_UNDECIDED"];

/** A button that opens the dialog of its own page; nothing for who may not ask for payments. @param {{ children: (onClose: () => void) => any }} props */
function Opener({ children }) {
  const [open, setOpen] = useState(false);
  if (!may("payment.request")) return null;
  return html`<button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("show")}</button>
    ${open ? children(() => setOpen(false)) : null}`;
}

/** @param {{ invoice: { number: string, due: string }, tills: Till[] }} props */
export function ShowInvoiceQr({ invoice, tills }) {
  return html`<${Opener}>${(/** @type {() => void} */ onClose) => html`<${OfInvoice} ...${{ invoice, tills, onClose }} />`}<//>`;
}

/** @param {{ till: Till }} props */
export function ShowTillQr({ till }) {
  return html`<${Opener}>${(/** @type {() => void} */ onClose) => html`<${OfTill} ...${{ till, onClose }} />`}<//>`;
}

/** @param {{ invoice: { number: string, due: string }, tills: Till[], onClose: () => void }} props */
function OfInvoice({ invoice, tills, onClose }) {
  const { number, due } = invoice;
  const [chosen, setChosen] = useState(tills[0]?.id ?? "");
  const [round, setRound] = useState(0);
  const [code, setCode] = useState(/** @type {Code | null} */ (null));
  const [problem, setProblem] = useState(/** @type {Error | null} */ (null));
  const till = tills.find(({ id }) => id === chosen);
  useEffect(() => {
    let left = false;
    setCode(null);
    setProblem(null);
    if (till) drawn(till, due, number).then((made) => !left && setCode(made), (error) => !left && setProblem(error));
    return () => void (left = true);
  }, [chosen, due, number, round]);
  const options = tills.map(({ id, name, shortcode }) => ({ value: id, label: `${name} (${shortcode})` }));
  return html`
    <${Panel} title=${t("title")} onClose=${onClose}>
      ${tills.length > 1 ? html`<${Field} name="till" label=${t("till")} options=${options} value=${chosen}
        onChange=${(/** @type {any} */ event) => setChosen(event.currentTarget.value)} />` : null}
      ${problem ? html`<${Failed} problem=${problem} again=${() => setRound(round + 1)} />` : code ? html`<${Picture} code=${code} />` : html`<${Loading} rows=${3} />`}
    <//>`;
}

/** @param {{ till: Till, onClose: () => void }} props */
function OfTill({ till, onClose }) {
  const [code, setCode] = useState(/** @type {Code | null} */ (null));
  /** @param {Record<string, string>} values */
  async function draw(values) {
    setCode(null);
    const amount = typedAmount(values.amount ?? "");
    if (amount === null) throw refusal("BAD_AMOUNT", t("badAmount"), ["amount"]);
    setCode(await drawn(till, amount, (values.accountReference ?? "").trim()));
  }
  return html`
    <${Panel} title=${t("title")} onClose=${onClose}>
      <${Form} label=${t("title")} send=${t("draw")} onSend=${draw} wide>
        <${Field} name="amount" label=${t("amount")} inputmode="decimal" required autofocus autocomplete="off" />
        <${Field} name="accountReference" label=${t("account")} hint=${t("accountHint")} required maxlength=${12} autocomplete="off" spellcheck=${false} />
      <//>
      ${code ? html`<${Picture} code=${code} />` : null}
    <//>`;
}

/** @param {Till} till @param {string} amount @param {string} account @returns {Promise<Code>} */
async function drawn(till, amount, account) {
  try {
    const made = await act(TILL_QR, { input: { till: till.id, amount, accountReference: account } });
    return { image: made.image ?? "", amount: made.amount ?? amount, account, till };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (AWAY.includes(error.code)) throw refusal(error.code, t("away"));
    throw error.code === "DARAJA_RATE_LIMITED" ? refusal(error.code, t("slow")) : error;
  }
}
