// A file by dragging, by keyboard or by finger, with how far it is.

import { html } from "../vendor/htm-preact.js";
import { useId, useState } from "../vendor/preact-hooks.js";
import { Refusal } from "../client/query.js";
import { Icon } from "./icon.js";
import { t } from "./texts.js";

/**
 * @param {{ label: string, accept: string, hint?: string, disabled?: boolean,
 *   onFile: (file: File, onProgress: (share: number) => void) => Promise<unknown> }} props
 */
export function DropZone({ label, accept, hint, disabled = false, onFile }) {
  const [over, setOver] = useState(false);
  const [share, setShare] = useState(/** @type {number | null} */ (null));
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const id = useId();
  const busy = share !== null;

  /** @param {File | undefined} file */
  async function take(file) {
    if (!file || busy || disabled) return;
    setName(file.name);
    setProblem("");
    setShare(0);
    try {
      await onFile(file, setShare);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setProblem(error.message);
    } finally {
      setShare(null);
    }
  }
  /** @param {DragEvent} event */
  function drag(event) {
    event.preventDefault();
    setOver(event.type === "dragover");
    if (event.type === "drop") take(event.dataTransfer?.files[0]);
  }
  /** @param {any} event */
  function picked(event) {
    take(event.target.files[0]);
    event.target.value = "";
  }
  return html`
    <label class="drop-zone" data-over=${over} data-disabled=${disabled} onDragOver=${drag} onDragLeave=${drag} onDrop=${drag}>
      <${Icon} name="upload" />
      <b>${busy ? name : label}</b>
      <small id=${id}>${busy ? t("sending") : (hint ?? t("dropHint"))}</small>
      <input type="file" class="unseen" accept=${accept} aria-describedby=${id} disabled=${busy || disabled} onChange=${picked} />
      ${busy ? html`<progress max="1" value=${share} aria-label=${t("sending")}></progress>` : null}
      ${problem ? html`<span class="field-problem" role="alert">${problem}</span>` : null}
    </label>`;
}
