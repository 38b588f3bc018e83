// Into which bank account of the books a till's money is settled.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Reading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { banksAmong } from "../reconciliation/states.js";
import { BANK_ACCOUNTS, CHOOSE_SETTLEMENT } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Shown} Shown */

/** @param {Shown} props */
export function Settling({ till, again }) {
  const [open, setOpen] = useState(false);
  const into = till.settlesInto;
  if (!may("reconciliation.read")) return null;
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("settling")}</h2>
        ${into ? null : html`<span class="end"><${Chip} kind="warn">${t("settlesNowhere")}<//></span>`}</header>
      ${into ? html`<p><b>${into.code} ${into.name}</b></p>` : null}
      <p class="fine">${t(into ? "settlingSays" : "settlesNowhereSays")}</p>
      ${may("ledger.write") ? html`<div class="actions"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${t("settleChoose")}</button></div>` : null}
    </section>
    ${open ? html`<${Choose} till=${till} again=${again} onClose=${() => setOpen(false)} />` : null}`;
}

/** @param {Shown & { onClose: () => void }} props */
function Choose({ till, again, onClose }) {
  const known = useQuery(BANK_ACCOUNTS, { business: till.business.id });
  const banks = banksAmong(known.data?.accounts.nodes ?? []).map(({ id, code, name }) => ({ value: id, label: `${code} ${name}`, code }));
  const now = banks.find(({ code }) => code === till.settlesInto?.code)?.value ?? banks[0]?.value ?? "";
  /** @param {Record<string, string>} values */
  async function choose({ bankAccount = "" }) {
    await act(CHOOSE_SETTLEMENT, { input: { till: till.id, bankAccount } });
    toast(t("settleChosen"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("settleChoose")} onClose=${onClose}>
      <p>${t("settleHow")}</p>
      <${Reading} known=${known} rows=${2}>
        ${() => html`<${Form} label=${t("settleChoose")} send=${t("settleSend")} onSend=${choose} wide>
          <${Field} name="bankAccount" label=${t("bankAccount")} options=${banks} value=${now} required />
        <//>`}
      <//>
    <//>`;
}
