// The picture of a draft: sent by itself, apart from the form, and replaced by the next.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { act, sendFile } from "../../client/query.js";
import { DropZone } from "../../parts/drop_zone.js";
import { Picture } from "../../parts/picture.js";
import { toast } from "../../parts/toast.js";
import { UPLOAD_PICTURE } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ draft: import("./page.js").Draft, again: () => Promise<void> }} props */
export function DraftPicture({ draft, again }) {
  const [sent, setSent] = useState("");
  /** @param {File} file @param {(share: number) => void} onProgress */
  async function send(file, onProgress) {
    const { path } = await act(UPLOAD_PICTURE, { input: { market: draft.id } });
    const { sha256 } = await sendFile(path ?? "", file, onProgress);
    toast(t("pictureKept"));
    await again();
    setSent(sha256);
  }
  return html`
    <section class="card"><h2>${t("picture")}</h2><p class="fine">${t("pictureSays")}</p>
      ${draft.picture ? html`<${Picture} key=${sent} path=${draft.picture} kind="picture" />` : null}
      <${DropZone} label=${t(draft.picture ? "otherPicture" : "addPicture")} hint=${t("pictureHint")} accept="image/jpeg,image/png" onFile=${send} />
    </section>`;
}
