// Who the player is: what they say, the documents that show it, and what the business answered.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { shown } from "../../client/money.js";
import { act, sendFile } from "../../client/query.js";
import { Chip } from "../../parts/chip.js";
import { DropZone } from "../../parts/drop_zone.js";
import { Field, Form } from "../../parts/form.js";
import { Reading } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { toast, told } from "../../parts/toast.js";
import { tierName } from "../tiers.js";
import { here } from "../who.js";
import { MY_KYC, START, SUBMIT, UPLOAD } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["PlayKyc"]["data"]} Data */
/** @typedef {Data["kycSubmissions"]["nodes"][number]} Submission */

/** @type {Record<Submission["state"], import("../../parts/chip.js").Kind>} */
const KINDS = { DRAFT: "warn", SUBMITTED: "busy", APPROVED: "good", REFUSED: "bad", WITHDRAWN: "dim" };

export function Page() {
  const where = here.value?.id ?? "";
  const known = useQuery(MY_KYC, where ? { business: where } : null);
  return html`
    <p class="crumbs"><a href="/play/me">${t("back")}</a></p>
    <div class="page-head"><h1>${t("title")}</h1></div>
    <${Reading} known=${known} rows=${6}>
      ${(/** @type {Data} */ data) => {
        const [newest, ...older] = data.kycSubmissions.nodes;
        const open = newest && (newest.state === "DRAFT" || newest.state === "SUBMITTED");
        return html`
          <p>${t("now", { name: tierName(data.myKycTier) })}</p>
          ${newest ? html`<${Shown} submission=${newest} again=${known.again} />` : null}
          ${open ? null : html`<${Begin} data=${data} where=${where} again=${known.again} />`}
          ${older.length ? html`<section class="card"><h2>${t("before")}</h2><ul class="lines">${older.map((each) => html`<li key=${each.id}><div>${tierName(each.tier)}<br /><small><${Time} at=${each.createdAt} /></small></div><span class="end"><${Chip} kind=${KINDS[each.state]}>${t(each.state)}<//></span></li>`)}</ul></section>` : null}`;
      }}
    <//>`;
}

/** @param {{ data: Data, where: string, again: () => Promise<void> }} props */
function Begin({ data, where, again }) {
  const higher = data.kycTiers.filter(({ rank }) => rank > data.myKycTier.rank);
  if (!higher.length) return html`<p class="note good">${t("highest")}</p>`;
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ tier = "", name = "", idNumber = "", dateOfBirth = "" }, idempotencyKey) {
    await act(START, { input: { business: where, tier, name: name.trim(), idNumber: idNumber.trim(), dateOfBirth, idempotencyKey } });
    await again();
  }
  return html`
    <section class="card"><h2>${t("begin")}</h2><p class="fine">${t("beginSays")}</p>
      <${Form} label=${t("begin")} send=${t("next")} onSend=${send} wide>
        <${Field} name="tier" label=${t("tier")} options=${higher.map((each) => ({ value: each.code, label: tierName(each) }))}
          hint=${higher.map((each) => t("tierSays", { name: tierName(each), day: shown(each.dailyLimit), most: shown(each.balanceLimit) })).join(" ")} />
        <${Field} name="name" label=${t("name")} autocomplete="name" maxlength="120" required />
        <${Field} name="idNumber" label=${t("idNumber")} autocomplete="off" spellcheck=${false} required />
        <${Field} name="dateOfBirth" label=${t("born")} type="date" autocomplete="bday" required />
      <//>
    </section>`;
}

/** @param {{ submission: Submission, again: () => Promise<void> }} props */
function Shown({ submission, again }) {
  const { id, state, tier, documents } = submission;
  const [busy, setBusy] = useState(false);
  const missing = tier.requiredDocuments.filter((kind) => !documents.some((each) => each.kind === kind));
  async function submit() {
    setBusy(true);
    await told(() => act(SUBMIT, { input: { submission: id } }), t("handedIn"));
    await again();
    setBusy(false);
  }
  return html`
    <section class="card"><header class="page-head"><h2>${tierName(tier)}</h2><span class="end"><${Chip} kind=${KINDS[state]}>${t(state)}<//></span></header>
      ${submission.reason ? html`<p class="note bad">${submission.reason}</p>` : null}
      ${state === "DRAFT" ? html`
        <p class="fine">${t("uploadSays")}</p>
        <ul class="lines">${tier.requiredDocuments.map((kind) => html`<li key=${kind}>${t(kind)}<span class="end">${missing.includes(kind) ? html`<${Chip} kind="warn">${t("missing")}<//>` : html`<${Chip} kind="good">${t("there")}<//>`}</span></li>`)}</ul>
        ${missing.map((kind) => html`<${DropZone} key=${kind} label=${t(kind)} hint=${t("uploadHint")} accept="image/jpeg,image/png,application/pdf"
          onFile=${async (/** @type {File} */ file, /** @type {(share: number) => void} */ onProgress) => {
            const { path } = await act(UPLOAD, { input: { submission: id, kind } });
            if (path) await sendFile(path, file, onProgress);
            toast(t("uploaded"));
            await again();
          }} />`)}
        ${missing.length ? null : html`<div class="actions"><button type="button" disabled=${busy} onClick=${submit}>${t("handIn")}</button></div>`}` : null}
      ${state === "SUBMITTED" ? html`<p class="fine">${t("waits")}</p>` : null}
    </section>`;
}
