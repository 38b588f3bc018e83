// One callback beside the list: what became of it, its body for who may see it, and why it failed.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act, Refusal } from "../../client/query.js";
import { business, may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Panel } from "../../parts/dialog.js";
import { Time } from "../../parts/time.js";
import { toast, told } from "../../parts/toast.js";
import { READ_CALLBACK, REPLAY_CALLBACKS } from "./operations.js";
import { Led, ShownState } from "./state.js";
import { t } from "./texts.js";

/** @param {{ row: import("./page.js").Row, again: () => Promise<void>, onClose: () => void }} props */
export function Callback({ row, again, onClose }) {
  const { work } = row;
  async function replay() {
    if (!(await confirm({ title: t("replay"), says: t("replayOneSays"), verb: t("replay") }))) return;
    const input = { business: business.value?.id ?? "", callbacks: [row.id] };
    await told(() => act(REPLAY_CALLBACKS, { input }), t("replayed", { count: 1 }));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("bodyTitle")} onClose=${onClose}>
      <dl class="facts">
        <dt>${t("kind")}</dt><dd>${t(row.kind)}</dd>
        <dt>${t("till")}</dt><dd>${row.till.name}</dd>
        <dt>${t("at")}</dt><dd><${Time} at=${row.receivedAt} /></dd>
        <dt>${t("state")}</dt><dd><${ShownState} row=${row} /></dd>
        <dt>${t("led")}</dt><dd><${Led} row=${row} /></dd>
        ${work ? html`
          <dt>${t("tries")}</dt><dd>${work.tries}</dd>
          ${work.note ? html`<dt>${t(work.state === "DONE" ? "note" : "fault")}</dt><dd>${noteShown(work.note)}</dd>` : null}
          ${work.state === "DUE" ? html`<dt>${t("next")}</dt><dd><${Time} at=${work.dueAt} /></dd>` : null}
          ${work.state !== "DUE" && work.doneAt ? html`<dt>${t("ended")}</dt><dd><${Time} at=${work.doneAt} /></dd>` : null}` : null}
      </dl>
      <${Body} row=${row} />
      ${row.trace ? html`<h3>${t("trace")}</h3><pre class="inbox-text" tabindex="0">${row.trace}</pre>` : null}
      ${work?.state === "DEAD" ? html`<p class="note bad">${t("deadSays")}</p>` : null}
      ${work?.state === "MALFORMED" ? html`<p class="note warn">${t("malformedSays")} <a href="/cases">${t("toCases")}</a></p>` : null}
      ${work && may("till.manage") ? html`<div class="actions"><button type="button" onClick=${replay}>${t("replay")}</button></div>` : null}
    <//>`;
}

/** Read only when somebody asks for it: every look is written down. @param {{ row: import("./page.js").Row }} props */
function Body({ row }) {
  const [read, setRead] = useState(/** @type {{ body?: string | null, isMasked?: boolean | null } | null} */ (null));
  async function look() {
    try {
      setRead((await act(READ_CALLBACK, { input: { callback: row.id } })).content ?? null);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    }
  }
  return html`
    <h3>${t("body")}</h3>
    ${read ? html`
      ${read.isMasked ? html`<p class="fine">${t("masked")}</p>` : null}
      ${read.body === null ? html`<p>${t("noBody")}</p>` : html`<pre class="inbox-text" tabindex="0">${indented(read.body ?? "")}</pre>`}` : html`
      <p class="fine">${t("readSays")}</p><button type="button" class="quiet" onClick=${look}>${t("read")}</button>`}`;
}

/** Without the code that it may begin with; the field that it names stays. @param {string} note */
const noteShown = (note) => note.replace(/^[A-Z]+(?:_[A-Z]+)+(?: \[(\w+)\])?: /, (_, field) => (field ? `${field}: ` : ""));

/** JSON on lines of its own, numbers as they were written; anything else as it is. @param {string} text */
function indented(text) {
  return text.includes("\n") ? text : text.replace(/([{[,])\s*(?=["{[])/g, "$1\n  ");
}
