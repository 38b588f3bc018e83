// The documents that the tier asks for and those that came, each to be opened for ten minutes; looking is written down.

import { html } from "../../vendor/htm-preact.js";
import { sizeShown } from "../../client/sizes.js";
import { Chip } from "../../parts/chip.js";
import { Icon } from "../../parts/icon.js";
import { Time } from "../../parts/time.js";
import { t } from "./texts.js";

/** @param {{ submission: import("./page.js").Submission, again: () => Promise<void> }} props */
export function Documents({ submission, again }) {
  const { documents, tier } = submission;
  const missing = tier.requiredDocuments.filter((kind) => !documents.some((each) => each.kind === kind));
  return html`
    <ul class="documents">
      ${documents.map((each) => html`
        <li key=${`${each.kind} ${each.uploadedAt}`}>
          <div><b>${t(each.kind)}</b><small class="fine">${formatShown(each.mediaType)}, ${sizeShown(each.size)}, <${Time} at=${each.uploadedAt} /></small></div>
          ${each.path ? html`<a class="button quiet" href=${each.path} download onClick=${() => setTimeout(again, 1_000)}><${Icon} name="download" />${t("open")}<span class="unseen"> ${t(each.kind)}</span></a>` : null}
        </li>`)}
      ${missing.map((kind) => html`<li key=${kind}><b>${t(kind)}</b><${Chip} kind="bad">${t("missing")}<//></li>`)}
    </ul>
    ${documents.length + missing.length === 0 ? html`<p class="fine">${t("noDocuments")}</p>` : html`<p class="fine">${t("documentsSay")}</p>`}`;
}

/** @param {string} mediaType "image/jpeg" */
function formatShown(mediaType) {
  return (mediaType.split("/")[1] ?? mediaType).toUpperCase();
}
