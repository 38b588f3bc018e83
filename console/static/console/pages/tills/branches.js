// The places of the business: named, called otherwise and put away; and into which of them a till is put.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { business, may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { Panel } from "../../parts/dialog.js";
import { ChoiceFilter } from "../../parts/filters.js";
import { Field, Form } from "../../parts/form.js";
import { Empty, Reading } from "../../parts/states.js";
import { toast, told } from "../../parts/toast.js";
import { ARCHIVE_BRANCH, BRANCHES, CREATE_BRANCH, RENAME_BRANCH, SET_TILL_BRANCH } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["Branches"]["data"]["branches"]["nodes"][number]} Branch */

/** What the filter and the choice of a branch say beside the ids of branches. */
const NONE = "none";
const NEW = "new";

/** The branches of the business, by name. */
export const useBranches = () => useQuery(BRANCHES, business.value && { business: business.value.id });

/** The filter of tills as the API takes it, or null. @param {URLSearchParams} query */
export function inBranch(query) {
  const value = query.get("branch");
  if (!value) return null;
  return value === NONE ? { inBranch: false } : { branch: value };
}

/** @param {{ branches: readonly Branch[] }} props nothing to choose where the business has none */
export function BranchFilter({ branches }) {
  if (!branches.length) return null;
  const options = [...branches.map(({ id, name }) => ({ value: id, label: name })), { value: NONE, label: t("noBranch") }];
  return html`<${ChoiceFilter} name="branch" label=${t("branch")} options=${options} />`;
}

/** Into which branch a till is put, one that is named here too.
 * @param {{ till: { id: string, name: string, branch: { id: string, name: string } | null }, again: () => Promise<void>, onClose: () => void }} props */
export function PutIntoBranch({ till, again, onClose }) {
  const known = useBranches();
  return html`
    <${Panel} title=${t("branchOf", { name: till.name })} onClose=${onClose}>
      <${Reading} known=${known} rows=${3}>
        ${(/** @type {Operations["Branches"]["data"]} */ { branches }) => html`<${Put} till=${till} branches=${branches.nodes} again=${again} onClose=${onClose} />`}
      <//>
    <//>`;
}

/** @param {Parameters<typeof PutIntoBranch>[0] & { branches: readonly Branch[] }} props */
function Put({ till, branches, again, onClose }) {
  const [into, setInto] = useState(till.branch?.id ?? NONE);
  const open = branches.filter(({ id, archivedAt }) => !archivedAt || id === till.branch?.id);
  const options = [{ value: NONE, label: t("noBranch") }, ...open.map(({ id, name }) => ({ value: id, label: name })), { value: NEW, label: t("newBranch") }];
  /** @param {Record<string, string>} values @param {string} key */
  async function put({ name = "" }, key) {
    let branch = into === NONE ? null : into;
    if (into === NEW) {
      const made = await act(CREATE_BRANCH, { input: { business: business.value?.id ?? "", name, idempotencyKey: key } });
      branch = made.branch?.id ?? null;
    }
    await act(SET_TILL_BRANCH, { input: { till: till.id, branch } });
    toast(t("branchSet"));
    onClose();
    await again();
  }
  return html`
    <p class="fine">${t("branchSays")}</p>
    <${Form} label=${t("branch")} send=${t("save")} onSend=${put} wide>
      <${Field} name="branch" label=${t("branch")} value=${into} onChange=${(/** @type {any} */ event) => setInto(event.target.value)} options=${options} autofocus />
      ${into === NEW ? html`<${Field} name="name" label=${t("branchName")} maxlength="80" autocomplete="off" required hint=${t("branchHint")} />` : null}
    <//>`;
}

/** All branches, for the owner to change. @param {{ known: ReturnType<typeof useBranches>, again: () => Promise<void>, onClose: () => void }} props `again` reads what shows them */
export function Branches({ known, again, onClose }) {
  const [naming, setNaming] = useState(/** @type {string | null} */ (null));
  async function changed() {
    setNaming(null);
    await Promise.all([known.again(), again()]);
  }
  /** @param {Record<string, string>} values @param {string} key */
  async function create({ name = "" }, key) {
    await act(CREATE_BRANCH, { input: { business: business.value?.id ?? "", name, idempotencyKey: key } });
    toast(t("branchAdded"));
    await changed();
  }
  return html`
    <${Panel} title=${t("branches")} onClose=${onClose}>
      <p class="fine">${t("branchesSay")}</p>
      <${Reading} known=${known} rows=${3}>
        ${(/** @type {Operations["Branches"]["data"]} */ { branches }) =>
          branches.nodes.length
            ? html`<ul class="plain">${branches.nodes.map((branch) => html`
                <li key=${branch.id}>${naming === branch.id
                  ? html`<${Rename} branch=${branch} changed=${changed} />`
                  : html`<${Line} branch=${branch} changed=${changed} rename=${() => setNaming(branch.id)} />`}</li>`)}</ul>`
            : html`<${Empty} title=${t("noBranches")}>${t(may("till.manage") ? "noBranchesSay" : "nothingForYou")}<//>`}
      <//>
      ${may("till.manage") ? html`
        <${Form} label=${t("newBranch")} send=${t("addBranch")} onSend=${create} clear wide>
          <${Field} name="name" label=${t("newBranch")} maxlength="80" autocomplete="off" required hint=${t("branchHint")} />
        <//>` : null}
    <//>`;
}

/** @param {{ branch: Branch, changed: () => Promise<void>, rename: () => void }} props */
function Line({ branch, changed, rename }) {
  const away = branch.archivedAt !== null;
  async function put() {
    await told(() => act(ARCHIVE_BRANCH, { input: { branch: branch.id, archived: !away } }), t(away ? "branchBack" : "branchAway"));
    await changed();
  }
  return html`
    <div class="page-head"><span><b>${branch.name}</b> ${away ? html`<${Chip} kind="dim">${t("away")}<//> ` : null}<span class="fine">${t("tillsIn", { count: branch.tills.totalCount })}</span></span>
      ${may("till.manage") ? html`<span class="actions end">
        <button type="button" class="link" onClick=${rename}>${t("rename")}</button>
        <button type="button" class="link" onClick=${put}>${t(away ? "bringBack" : "putAway")}</button></span>` : null}</div>`;
}

/** @param {{ branch: Branch, changed: () => Promise<void> }} props */
function Rename({ branch, changed }) {
  /** @param {Record<string, string>} values */
  async function rename({ name = "" }) {
    await act(RENAME_BRANCH, { input: { branch: branch.id, name } });
    toast(t("branchRenamed"));
    await changed();
  }
  return html`
    <${Form} label=${t("rename")} send=${t("save")} onSend=${rename} wide>
      <${Field} name="name" label=${t("branchName")} value=${branch.name} maxlength="80" autocomplete="off" required autofocus />
    <//>`;
}
