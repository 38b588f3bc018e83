// The papers of a voucher: what proves it. They are kept for ever.

import { html } from "../../vendor/htm-preact.js";
import { act, sendFile } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { DropZone } from "../../parts/drop_zone.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { ATTACH } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ voucher: import("./page.js").Voucher, again: () => Promise<void> }} props */
export function Papers({ voucher, again }) {
  const papers = voucher.attachments.nodes;
  /** @param {File} file @param {(share: number) => void} onProgress */
  async function add(file, onProgress) {
    const { path } = await act(ATTACH, { input: { voucher: voucher.id } });
    await sendFile(path ?? "", file, onProgress);
    toast(t("attached"));
    await again();
  }
  if (papers.length === 0 && !may("ledger.write")) return null;
  return html`
    <section class=${`card ${papers.length ? "" : "no-print"}`}><h2>${t("papers")}</h2>
      <ul class="papers">
        ${papers.map((paper, index) => html`
          <li key=${paper.sha256}>
            <a href=${paper.path} target="_blank" rel="noopener">${t(paper.mediaType === "application/pdf" ? "pdf" : "picture", { number: index + 1 })}</a>
            <small>${sizeShown(paper.size)} · ${paper.addedBy.name} · <${Time} at=${paper.addedAt} /></small>
          </li>`)}
      </ul>
      ${may("ledger.write") ? html`<div class="no-print"><${DropZone} label=${t("attach")} hint=${t("attachHint")} accept="image/jpeg,image/png,application/pdf" onFile=${add} /></div>` : null}
    </section>`;
}

const KILOBYTES = new Intl.NumberFormat("en-GB", { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });

/** @param {number} bytes */
function sizeShown(bytes) {
  return KILOBYTES.format(Math.ceil(bytes / 1_000));
}
