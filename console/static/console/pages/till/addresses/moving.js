// A new secret in the address of a till, step by step, so that no announcement is lost on the way.

import { html } from "../../../vendor/htm-preact.js";
import { useState } from "../../../vendor/preact-hooks.js";
import { act } from "../../../client/query.js";
import { may } from "../../../frame/session.js";
import { Chip } from "../../../parts/chip.js";
import { confirm } from "../../../parts/confirm.js";
import { Time } from "../../../parts/time.js";
import { told } from "../../../parts/toast.js";
import { REOPEN_ADDRESS, RETIRE_ADDRESS, ROTATE_ADDRESS } from "../operations.js";
import { t } from "./texts.js";

/** @param {import("../page.js").Shown & { register: () => void }} props */
export function Moving({ till, again, register }) {
  const [busy, setBusy] = useState(false);
  const former = till.formerAddress;
  const underWay = former !== null && former.retiredAt === null;
  const owner = may("till.manage");
  /** @param {Parameters<typeof confirm>[0]} question @param {() => Promise<unknown>} verb @param {string} said */
  async function ask(question, verb, said) {
    if (!(await confirm(question))) return;
    setBusy(true);
    await told(verb, said);
    await again();
    setBusy(false);
  }
  const input = { till: till.id };
  const rotate = () => ask({ title: t("rotateTitle"), says: t("rotateSays"), verb: t("rotate") }, () => act(ROTATE_ADDRESS, { input }), t("rotated"));
  const reopen = () => ask({ title: t("reopenTitle"), says: t("reopenSays"), verb: t("reopen") }, () => act(REOPEN_ADDRESS, { input }), t("reopened"));
  const retire = () => ask({ title: t("retireTitle"), says: t("retireSays"), verb: t("retire") }, () => act(RETIRE_ADDRESS, { input }), t("retired"));
  const evenSo = () => ask({ title: t("evenSoTitle"), says: t("evenSoSays"), verb: t("evenSo"), danger: true }, () => act(RETIRE_ADDRESS, { input: { ...input, evenSo: true } }), t("retired"));
  if (underWay) return html`<${Steps} till=${till} busy=${busy} owner=${owner} register=${register} retire=${retire} evenSo=${evenSo} />`;
  return html`
    ${former?.retiredAt ? html`<p class="fine">${t("retiredAt")} <${Time} at=${former.retiredAt} />. ${t("retiredSays")}</p>` : null}
    ${owner ? html`
      <p class="fine">${t("knownSays")}</p>
      <div class="actions">
        <button type="button" class="quiet" disabled=${busy} onClick=${rotate}>${t("rotate")}</button>
        ${former?.retiredAt ? html`<button type="button" class="quiet" disabled=${busy} onClick=${reopen}>${t("reopen")}</button>` : null}
      </div>` : null}`;
}

/** @param {{ till: import("../page.js").Till, busy: boolean, owner: boolean, register: () => void, retire: () => void, evenSo: () => void }} props */
function Steps({ till, busy, owner, register, retire, evenSo }) {
  const { urlsCurrent, lastConfirmationAt } = till.health;
  const now = urlsCurrent ? "calm" : "busy";
  return html`
    <h3 class="steps-head">${t("moving")}</h3>
    <ol class="steps">
      <li><${Step} kind="good" number="1" /> ${t("stepNew")} <${Time} at=${till.formerAddress?.replacedAt} /></li>
      <li><${Step} kind=${urlsCurrent ? "good" : now} number="2" /> ${t(till.environment === "PRODUCTION" ? "stepPortal" : "stepNoPortal")}</li>
      <li><${Step} kind=${urlsCurrent ? "good" : now} number="3" /> ${t("stepRegister")}
        ${owner && !urlsCurrent ? html` <button type="button" disabled=${busy} onClick=${register}>${t("register")}</button>` : null}</li>
      <li><${Step} kind=${urlsCurrent ? "busy" : "dim"} number="4" /> ${t("stepSee")} ${lastConfirmationAt ? html`<${Time} at=${lastConfirmationAt} />` : t("never")}</li>
      <li><${Step} kind=${urlsCurrent ? "busy" : "dim"} number="5" /> ${t("stepRetire")}</li>
    </ol>
    ${owner ? html`<div class="actions">
      <button type="button" disabled=${busy || !urlsCurrent} onClick=${retire}>${t("retire")}</button>
      <button type="button" class="quiet" disabled=${busy} onClick=${evenSo}>${t("evenSo")}</button>
    </div>` : null}`;
}

/** @param {{ kind: import("../../../parts/chip.js").Kind, number: string }} props */
const Step = ({ kind, number }) => html`<${Chip} kind=${kind}>${number}<//>`;
