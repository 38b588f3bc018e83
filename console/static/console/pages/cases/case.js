// One case in a panel: what was noticed, what to do, and how it ended.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Money } from "../../parts/money.js";
import { Empty, Reading } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { CLOSE_CASE, ONE_CASE } from "./operations.js";
import { remedyOf, t, titleOf } from "./texts.js";

/** @param {{ id: string, onClose: () => void }} props */
export function Case({ id, onClose }) {
  const known = useQuery(ONE_CASE, { id });
  /** @param {Record<string, string>} values */
  async function close({ comment = "" }) {
    await act(CLOSE_CASE, { input: { discrepancy: id, comment } });
    toast(t("done"));
    onClose();
  }
  return html`
    <${Panel} title=${t("one")} onClose=${onClose}>
      <${Reading} known=${known}>
        ${(/** @type {Operations["OneCase"]["data"]} */ { node }) =>
          node && "code" in node
            ? html`
              <h3>${titleOf(node.code)}</h3>
              <p>${node.detail}</p>
              <p><b>${t("do")}:</b> ${remedyOf(node.code)}</p>
              <dl class="facts">
                <dt>${t("till")}</dt><dd><a href=${`/settings/tills/${node.till.id}`}>${node.till.name}</a></dd>
                <dt>${t("at")}</dt><dd><${Time} at=${node.createdAt} /></dd>
                ${node.receipt ? html`<dt>${t("receipt")}</dt><dd><a href=${`/receipts/${node.receipt.id}`}>${node.receipt.number}</a></dd>` : null}
                ${!node.receipt && node.receiptNumber ? html`<dt>${t("receipt")}</dt><dd>${node.receiptNumber}</dd>` : null}
                ${node.booked ? html`<dt>${t("booked")}</dt><dd><a href=${`/ledger/entries/${node.booked.id}`}>${t("entry", { number: node.booked.entryNumber ?? "–" })}</a>: <${Money} value=${node.booked.amount} currency /></dd>` : null}
                ${node.request ? html`<dt>${t("request")}</dt><dd><a href=${`/requests/${node.request.id}`}>${node.request.accountReference}</a></dd>` : null}
                ${node.closedAt ? html`<dt>${t("CLOSED")}</dt><dd><${Time} at=${node.closedAt} /> ${node.closedBy?.name ?? t("byItself")}</dd><dt>${t("comment")}</dt><dd>${node.comment}</dd>` : null}
              </dl>
              ${node.state === "OPEN" && may("ledger.write")
                ? html`<${Form} label=${t("close")} send=${t("close")} onSend=${close} wide>
                    <${Field} name="comment" label=${t("comment")} hint=${t("commentHint")} rows=${3} maxlength="500" required />
                  <//>`
                : null}`
            : html`<${Empty} title=${t("gone")} />`}
      <//>
    <//>`;
}
