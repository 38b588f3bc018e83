// Begin from a template: the choice stands in the address, so that a link can name it.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { place, setQuery } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Loading, Reading } from "../../parts/states.js";
import { TEMPLATE, WRITING } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Extract<NonNullable<Operations["TemplateToBegin"]["data"]["node"]>, { name: string }>} Kept */
/** @typedef {Kept & { all: Kept["lines"]["nodes"] }} Template */

/**
 * A template with all of its lines. `waiting`: it is not known yet whether there is one.
 * @param {string | null} id @returns {{ template: Template | null, waiting: boolean }}
 */
export function useTemplate(id) {
  const known = useQuery(TEMPLATE, id ? { id } : null);
  const node = id ? known.data?.node : null;
  if (!node || !("name" in node) || node.id !== id) return { template: null, waiting: Boolean(id && known.loading) };
  const kept = /** @type {Kept} */ (node);
  const beyond = (kept.lines.totalCount ?? 0) - kept.lines.nodes.length;
  const all = beyond > 0 ? [...kept.lines.nodes, ...kept.rest.nodes.slice(-beyond)] : kept.lines.nodes;
  return { template: { ...kept, all }, waiting: false };
}

/**
 * The page on which something is written, from a template or from nothing. `Writing` gets what there is around it.
 * @param {{ title: string, back: { href: string, text: string }, Writing: (props: { around: Operations["WritingVoucher"]["data"], template: Template | null }) => unknown }} props
 */
export function WritingPage({ title, back, Writing }) {
  const here = business.value;
  const known = useQuery(WRITING, here && { business: here.id });
  const named = place.value.query.get("template");
  const { template, waiting } = useTemplate(named);
  return html`
    <p class="crumbs"><a href=${back.href}>${back.text}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["WritingVoucher"]["data"]} */ data) => html`
        <${Begin} title=${title} templates=${data.voucherTemplates.nodes} absent=${Boolean(named && !template && !waiting)} />
        ${waiting ? html`<${Loading} />` : html`<${Writing} key=${template?.id ?? "blank"} around=${data} template=${template} />`}`}
    <//>`;
}

/** The head of the page. @param {{ title: string, templates: readonly { id: string, name: string }[], absent: boolean }} props */
function Begin({ title, templates, absent }) {
  const chosen = place.value.query.get("template") ?? "";
  return html`
    <div class="page-head"><h1>${title}</h1>
      ${templates.length ? html`
        <label class="begin end"><span>${t("begin")}</span>
          <select value=${chosen} onChange=${(/** @type {any} */ event) => setQuery({ template: event.target.value })}>
            <option value="">${t("beginBlank")}</option>
            ${templates.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}
          </select></label>` : null}
    </div>
    ${absent ? html`<p class="note warn" role="alert">${t("noTemplate")}</p>` : null}`;
}
