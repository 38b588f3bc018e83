// Setting a tariff: its kind, its first day and its bands, beginning from what is in force.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { today } from "../../client/clock.js";
import { bareAmount } from "../../client/money.js";
import { act } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form, nested } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { SET_TARIFF } from "./operations.js";
import { t } from "./texts.js";

const MOST = 50;

/** @typedef {import("./page.js").Tariff} Tariff */

/** @param {{ kind: Tariff["kind"], tariffs: Tariff[], again: () => Promise<void>, onClose: () => void }} props */
export function SetTariff({ kind, tariffs, again, onClose }) {
  const begin = tariffs.find((each) => each.kind === kind && each.isInForce)?.bands ?? [];
  const [count, setCount] = useState(begin.length || 1);
  /** @param {Record<string, string>} values */
  async function send({ fromDay = "", ...values }) {
    const bands = /** @type {{ upTo: string, fee: string }[]} */ (nested(values).bands ?? []).map(({ upTo, fee }) => ({ upTo: bareAmount(upTo), fee: bareAmount(fee) }));
    await act(SET_TARIFF, { input: { business: business.value?.id ?? "", kind, fromDay, bands } });
    toast(t("done"));
    onClose();
    await again();
  }
  const extra = html`
    <button type="button" class="quiet" disabled=${count >= MOST} onClick=${() => setCount(count + 1)}>${t("more")}</button>
    <button type="button" class="quiet" disabled=${count === 0} onClick=${() => setCount(count - 1)}>${t("fewer")}</button>`;
  return html`
    <${Panel} title=${t("change")} onClose=${onClose}>
      <p><b>${t(kind)}</b></p><p class="fine">${t("bandsSays")}</p>
      <${Form} label=${t("change")} send=${t("set")} onSend=${send} extra=${extra} names=${{ bands: "fromDay" }}>
        <${Field} name="fromDay" label=${t("fromDay")} hint=${t("fromDayHint")} type="date" value=${today()} required wide />
        ${Array.from({ length: count }, (_, index) => html`
          <${Field} key=${`u${index}`} name=${`bands.${index}.upTo`} label=${`${t("band", { place: index + 1 })}: ${t("upTo")}`} value=${begin[index]?.upTo ?? ""} inputmode="decimal" autocomplete="off" required />
          <${Field} key=${`f${index}`} name=${`bands.${index}.fee`} label=${t("fee")} value=${begin[index]?.fee ?? ""} inputmode="decimal" autocomplete="off" required />`)}
      <//>
    <//>`;
}
