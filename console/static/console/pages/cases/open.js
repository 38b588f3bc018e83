// The open cases of a payment, on its own page: what was noticed, what to do, and the way to close them.

import { html } from "../../vendor/htm-preact.js";
import { Time } from "../../parts/time.js";
import { remedyOf, t, titleOf } from "./texts.js";

/** @param {{ cases: readonly { id: string, code: string, state: "OPEN" | "CLOSED", detail: string, createdAt: string }[] }} props */
export function OpenCases({ cases }) {
  return cases.filter(({ state }) => state === "OPEN").map((each) => html`
    <div key=${each.id} class="note warn">
      <div>
        <p><b>${titleOf(each.code)}</b> <small><${Time} at=${each.createdAt} /></small></p>
        <p>${each.detail}</p>
        <p>${remedyOf(each.code)}</p>
      </div>
      <a class="button quiet no-print" href=${`/cases?case=${each.id}`}>${t("toCase")}</a>
    </div>`);
}
