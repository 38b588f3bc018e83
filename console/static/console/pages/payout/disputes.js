// What somebody says is wrong about a payout, what was found out, and how it ended. It moves no money.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Timeline } from "../../parts/timeline.js";
import { toast } from "../../parts/toast.js";
import { DISPUTE_PAYOUT, NOTE_DISPUTE } from "./operations.js";
import { t } from "./texts.js";

const OUTCOMES = /** @type {const} */ (["RIGHT", "WRONG_AMOUNT", "WRONG_RECEIVER", "NOT_RECEIVED", "OTHER"]);

/** @param {{ payout: import("./page.js").Payout, again: () => Promise<void> }} props */
export function Disputes({ payout, again }) {
  const [open, setOpen] = useState(false);
  const disputes = payout.disputes.nodes;
  const running = disputes.find(({ notes }) => notes.every(({ outcome }) => !outcome));
  const steps = [...disputes].reverse().flatMap((each) => [
    { title: t("disputed", { name: each.openedBy?.name ?? "–" }), at: each.at, says: each.reason, kind: /** @type {const} */ ("warn") },
    ...each.notes.map((note) => ({
      title: note.outcome ? t(note.outcome) : (note.author?.name ?? "–"), at: note.at, kind: note.outcome ? /** @type {const} */ ("good") : /** @type {const} */ ("calm"),
      says: html`${note.text}${note.evidence ? html`<br /><small class="fine">${note.evidence}</small>` : null}`,
    })),
  ]);
  /** @param {Record<string, string>} values */
  async function send({ reason = "", text = "", evidence = "", outcome = "" }) {
    if (running) {
      const ended = OUTCOMES.find((each) => each === outcome) ?? null;
      await act(NOTE_DISPUTE, { input: { payout: payout.id, text, evidence, outcome: ended } });
    } else await act(DISPUTE_PAYOUT, { input: { payout: payout.id, reason } });
    toast(t("noted"));
    setOpen(false);
    await again();
  }
  const verb = t(running ? "disputeNote" : "dispute");
  return html`
    <section class="card"><h2>${t("disputes")}</h2>
      ${steps.length ? html`<${Timeline} label=${t("disputes")} steps=${steps} />` : html`<p class="fine">${t("noDisputes")}</p>`}
      ${may("payout.request") ? html`<div class="actions no-print"><button type="button" class="quiet" onClick=${() => setOpen(true)}>${verb}</button></div>` : null}
    </section>
    ${open ? html`<${Panel} title=${verb} onClose=${() => setOpen(false)}>
      <p>${t("disputeSays")}</p>
      <${Form} label=${verb} send=${verb} onSend=${send} wide>
        ${running
          ? html`<${Field} name="text" label=${t("found")} hint=${t("commentHint")} rows=${3} maxlength="500" required autofocus />
            <${Field} name="evidence" label=${t("evidence")} hint=${t("evidenceHint")} maxlength="200" autocomplete="off" />
            <${Field} name="outcome" label=${t("outcome")} options=${[{ value: "", label: t("goesOn") }, ...OUTCOMES.map((value) => ({ value, label: t(value) }))]} />`
          : html`<${Field} name="reason" label=${t("whatTheySay")} hint=${t("commentHint")} rows=${3} maxlength="500" required autofocus />`}
      <//>
    <//>` : null}`;
}
