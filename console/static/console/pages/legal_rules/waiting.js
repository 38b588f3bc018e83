// Rules that were asked for and wait for another person: they do not count yet.

import { html } from "../../vendor/htm-preact.js";
import { Day, Time } from "../../parts/time.js";
import { OnlyYou } from "../approvals/only_you.js";
import { t } from "./texts.js";

/** @typedef {Operations["LegalRulesAsked"]["data"]["approvals"]["nodes"][number]} Asked */

/** @param {{ asked: readonly Asked[] }} props */
export function Waiting({ asked }) {
  return asked.map((each) => {
    const fact = (/** @type {string} */ path) => each.content.find((one) => one.path.join(".") === `facts.${path}`)?.text ?? "";
    const kind = t(/** @type {"EXCISE"} */ (fact("legal_rule")));
    return html`
      <div key=${each.id} class="note warn" role="status">
        <p><b>${t("waits", { kind, value: fact("value.to") })}</b> ${t("fromDay")} <${Day} day=${fact("first_day")} long />. ${t("waitsSays")}
          <small class="fine">${each.maker.name}, <${Time} at=${each.createdAt} /></small></p>
        <a class="button quiet" href=${`/approvals/${each.id}`}>${t("toRequest")}</a>
      </div>
      ${each.maker.isMe ? html`<${OnlyYou} kind="market.legal_rule" at=${each.createdAt} />` : null}`;
  });
}
