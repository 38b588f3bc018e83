// The draft of a market: written, checked, and handed to a second person who opens it.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { go, place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { Form } from "../../parts/form.js";
import { Empty, Reading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { t as words } from "../markets/texts.js";
import { Fields } from "./fields.js";
import { DoubtList, FindingList, Findings, PLACES } from "./findings.js";
import { HandOver } from "./hand_over.js";
import { CREATE_MARKET, DRAFT, EDIT_MARKET } from "./operations.js";
import { DraftPicture } from "./picture.js";
import { readTerms } from "./terms.js";
import { t } from "./texts.js";

/** @typedef {Operations["MarketDraft"]["data"]} Data */
/** @typedef {Extract<NonNullable<Data["node"]>, { fallback: string }>} Draft */

export const styles = ["/static/console/pages/market_draft/market_draft.css"];

/** A new one may begin as another market stands: `from` in the address. @param {{ params: Record<string, string> }} props */
export function Page({ params }) {
  const here = business.value;
  const like = place.value.query.get("from");
  const known = useQuery(DRAFT, here && { id: params.market ?? like ?? here.id, business: here.id });
  return html`
    <p class="crumbs no-print"><a href="/markets">${words("title")}</a></p>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Data} */ data) => {
        const { node } = data;
        const found = node && "fallback" in node ? node : null;
        if (!params.market) return html`<${Writing} key="new" draft=${null} like=${found} data=${data} again=${known.again} />`;
        if (!found) return html`<h1 class="unseen">${t("draft")}</h1><${Empty} title=${t("absent")} action=${html`<a class="button" href="/markets">${words("title")}</a>`}>${t("absentSays")}<//>`;
        if (found.state !== "DRAFT") return html`<h1>${found.title}</h1><${Empty} title=${t("noDraft")} action=${html`<a class="button" href=${`/markets/${found.id}`}>${t("toMarket")}</a>`}>${t("noDraftSays")}<//>`;
        return html`<${Writing} key=${found.id} draft=${found} like=${found} data=${data} again=${known.again} />`;
      }}
    <//>`;
}

/** @param {{ draft: Draft | null, like: Draft | null, data: Data, again: () => Promise<void> }} props */
function Writing({ draft, like, data, again }) {
  const [touched, setTouched] = useState(/** @type {Set<string>} */ (new Set()));
  const [handing, setHanding] = useState(false);
  const touch = (/** @type {string} */ name) => setTouched((before) => new Set([...before, name]));

  /** @param {Record<string, string>} values @param {string} idempotencyKey */
  async function keep(values, idempotencyKey) {
    const { terms } = readTerms(values);
    if (draft) {
      await act(EDIT_MARKET, { input: { market: draft.id, version: draft.version, ...terms } });
      setTouched(new Set());
      toast(t("kept"));
      await again();
      return;
    }
    const { market } = await act(CREATE_MARKET, { input: { business: business.value?.id ?? "", ...terms, idempotencyKey } });
    toast(t("kept"));
    if (market) go(`/markets/${market.id}/edit`);
  }
  const title = draft ? t("draft") : words("add");
  return html`
    <${Findings.Provider} value=${{ findings: draft?.lint ?? [], doubts: draft?.doubts ?? [], touched }}>
      <div class="page-head"><h1>${title}</h1><p class="fine">${t("says")}</p></div>
      <div class="columns main-and-side draft-columns">
        <section class="card" onInput=${(/** @type {any} */ event) => touch(event.target.name ?? "")}>
          <${Form} label=${title} send=${t("keep")} onSend=${keep} names=${PLACES} check=${(/** @type {Record<string, string>} */ values) => readTerms(values).faults} kind="draft-form">
            <${Fields} like=${like} isNew=${!draft} usual=${data.marketRules} carries=${data.markets.nodes.filter(({ id }) => id !== draft?.id)} touch=${touch} />
          <//>
        </section>
        <div class="draft-side">
          <section class="card"><h2>${t("toOpen")}</h2>
            ${draft ? html`<${FindingList} />` : html`<p class="fine">${t("keepFirst")}</p>`}
            ${draft ? html`<${DoubtList} />` : null}
            ${draft && touched.size ? html`<p class="fine">${t("unkept")}</p>` : null}
            <div class="actions">
              ${draft ? html`<a class="button quiet" href=${`/markets/${draft.id}`}>${t("look")}</a>
                <button type="button" disabled=${touched.size > 0 || (draft.lint ?? []).length > 0} onClick=${() => setHanding(true)}>${t("hand")}</button>` : null}
            </div>
          </section>
          ${draft ? html`<${DraftPicture} draft=${draft} again=${again} />` : null}
        </div>
      </div>
      ${handing && draft ? html`<${HandOver} market=${draft.id} onClose=${() => setHanding(false)} />` : null}
    <//>`;
}
