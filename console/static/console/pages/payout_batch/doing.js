// What people may do with a batch as it stands.

import { html } from "../../vendor/htm-preact.js";
import { today } from "../../client/clock.js";
import { shown } from "../../client/money.js";
import { act } from "../../client/query.js";
import { go, setQuery } from "../../frame/router.js";
import { confirm } from "../../parts/confirm.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { toast, told } from "../../parts/toast.js";
import { payouts } from "../payout_batches/states.js";
import { Plan } from "../payout_schedules/plan.js";
import { CANCEL_BATCH, PAUSE_BATCH, REPEAT_BATCH, REQUEST_BATCH, RESUME_BATCH, RETRY_FAILED } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Batch} Batch */
/** All that has failed and may be tried again together. */
const HOURS = 744;
const PANELS = /** @type {const} */ (["ASK", "PAUSE", "CANCEL", "REPEAT", "SCHEDULE"]);

/** What is still to be ordered, and what may be taken back: what has failed as well. @type {readonly string[]} */
const WAITING = ["DRAFT", "PENDING_APPROVAL", "APPROVED", "RESERVED", "HELD"];
const LEFT = [...WAITING, "FAILED"];

/** @param {Batch} batch */
function panelsOf({ state, pause, states }) {
  if (state === "CANCELLED") return [];
  const some = (/** @type {readonly string[]} */ of) => states.some((each) => of.includes(each.state));
  const may = { ASK: state === "DRAFT", PAUSE: state === "APPROVED" && !pause && some(WAITING), CANCEL: some(LEFT), REPEAT: state === "APPROVED", SCHEDULE: state === "APPROVED" };
  return PANELS.filter((verb) => may[verb]);
}

/** @param {{ batch: Batch, again: () => Promise<void> }} props */
export function Verbs({ batch, again }) {
  const failed = batch.states.find(({ state }) => state === "FAILED");
  async function resume() {
    await told(() => act(RESUME_BATCH, { input: { batch: batch.id } }), t("resumed"));
    await again();
  }
  async function retry() {
    const says = t("retrySays", { payouts: payouts(failed?.count ?? 0), amount: shown(failed?.amount ?? "0") });
    if (!(await confirm({ title: t("RETRY"), says, verb: t("RETRY") }))) return;
    await told(async () => {
      const { refused } = await act(RETRY_FAILED, { input: { business: batch.business.id, batch: batch.id, hours: HOURS } });
      if (refused) toast(t("refused", { count: refused }), "bad");
    }, t("retried"));
    await again();
  }
  return html`
    <section class="card no-print"><h2>${t("doing")}</h2>
      <div class="actions">
        ${panelsOf(batch).map((verb) => html`<button type="button" key=${verb} class=${verb === "ASK" ? "" : "quiet"} onClick=${() => setQuery({ do: verb })}>${t(verb)}</button>`)}
        ${batch.pause ? html`<button type="button" onClick=${resume}>${t("RESUME")}</button>` : null}
        ${failed ? html`<button type="button" class="quiet" onClick=${retry}>${t("RETRY")} (${failed.count})</button>` : null}
      </div>
    </section>`;
}

/** @param {{ batch: Batch, verb: string, again: () => Promise<void>, onClose: () => void }} props */
export function ActPanel({ batch, verb, again, onClose }) {
  const chosen = panelsOf(batch).find((each) => each === verb);
  if (!chosen) return null;
  if (chosen === "SCHEDULE") return html`<${Plan} what=${{ batch: batch.id }} name=${batch.name.slice(0, 100)} onClose=${onClose} />`;
  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function send({ reason = "", comment = "", name = "", payOn = "" }, idempotencyKey) {
    const of = { batch: batch.id };
    if (chosen === "REPEAT") {
      const { payoutBatch } = await act(REPEAT_BATCH, { input: { ...of, name, payOn: payOn || null } });
      toast(t("REPEATDone"));
      if (payoutBatch) go(`/payouts/batches/${payoutBatch.id}`);
      return;
    }
    if (chosen === "ASK") await act(REQUEST_BATCH, { input: { ...of, comment, idempotencyKey } });
    else if (chosen === "PAUSE") await act(PAUSE_BATCH, { input: { ...of, reason } });
    else await act(CANCEL_BATCH, { input: { ...of, reason } });
    toast(t(/** @type {"ASKDone"} */ (`${chosen}Done`)));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t(chosen)} onClose=${onClose}>
      <p>${t(/** @type {"ASKSays"} */ (`${chosen}Says`), { payouts: payouts(batch.rows), amount: shown(batch.amount) })}</p>
      <${Form} label=${t(chosen)} send=${t(chosen)} onSend=${send} danger=${chosen === "CANCEL"} wide>
        ${chosen === "REPEAT"
          ? html`<${Field} name="name" label=${t("name")} value=${batch.name} maxlength="120" required autofocus /><${Field} name="payOn" label=${t("payOn")} type="date" min=${today()} />`
          : chosen === "ASK"
          ? html`<${Field} name="comment" label=${t("comment")} hint=${t("commentHint")} rows=${3} maxlength="500" autofocus />`
          : html`<${Field} name="reason" label=${t("reason")} maxlength="200" required autofocus />`}
      <//>
    <//>`;
}
