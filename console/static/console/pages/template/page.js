// A template, new or changed: lines whose amounts may be left out, to be filled in each time.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { go } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Field, Form } from "../../parts/form.js";
import { Empty, Loading, Reading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { chartOf } from "../new_voucher/around.js";
import { useTemplate } from "../new_voucher/begin.js";
import { Lines } from "../new_voucher/lines.js";
import { WRITING } from "../new_voucher/operations.js";
import { inputOf, linesFrom, namesOf, newLine } from "../new_voucher/written.js";
import { PlannedLines } from "../recurring_voucher/lines.js";
import { SAVE_TEMPLATE } from "./operations.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/new_voucher/new_voucher.css"];

/** @typedef {import("../new_voucher/begin.js").Template} Template */

/** @param {{ params: Record<string, string> }} props without `template`: a new one */
export function Page({ params }) {
  const here = business.value;
  const writes = may("ledger.write");
  const known = useQuery(WRITING, here && writes ? { business: here.id } : null);
  const { template, waiting } = useTemplate(params.template ?? null);
  const absent = params.template && !template && !waiting;
  return html`
    <p class="crumbs"><a href="/vouchers/templates">${t("back")}</a></p>
    ${waiting ? html`<${Loading} rows=${6} />` : absent ? html`<${Empty} title=${t("absent")}>${t("absentSays")}<//>` : html`
      <div class="page-head"><h1>${template?.name ?? t("title")}</h1>
        ${template && writes ? html`<a class="button end" href=${`/vouchers/new?template=${template.id}`}>${t("use")}</a>` : null}</div>
      ${writes ? html`<${Reading} known=${known} rows=${6}>
        ${(/** @type {Operations["WritingVoucher"]["data"]} */ around) => html`<${Writing} around=${around} template=${template} />`}
      <//>` : template ? html`<section class="card"><p class="fine">${template.description}</p><${PlannedLines} lines=${template.all} /></section>` : null}`}`;
}

/** @param {{ around: Operations["WritingVoucher"]["data"], template: Template | null }} props */
function Writing({ around, template }) {
  const [lines, setLines] = useState(() => (template ? linesFrom(template.all) : [newLine(), newLine()]));
  const chart = chartOf(around);

  /** @param {Record<string, string>} values */
  async function keep({ name = "", description = "" }) {
    const input = { business: business.value?.id ?? "", name, description, lines: inputOf(lines, chart, { template: true }) };
    await act(SAVE_TEMPLATE, { input });
    toast(t("kept", { name }));
    go("/vouchers/templates");
  }
  const names = Object.fromEntries(namesOf(lines).map((name) => [name, `${name}.debit`]));
  return html`
    <section class="card">
      <${Form} kind="voucher-form halves" label=${template?.name ?? t("title")} send=${t("keep")} names=${names} onSend=${keep}>
        <${Field} name="name" label=${t("name")} hint=${template ? t("nameStays") : null} value=${template?.name ?? ""} maxlength="120" readonly=${Boolean(template)} required autofocus=${!template} autocomplete="off" />
        <${Field} name="description" label=${t("description")} hint=${t("descriptionHint")} value=${template?.description ?? ""} maxlength="200" autocomplete="off" />
        <${Lines} lines=${lines} onLines=${setLines} chart=${chart} template />
        <p class="fine wide">${t("amounts")}</p>
      <//>
    </section>`;
}
