// Telling one more member of alerts, and when not to write to somebody.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { act } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { t as frame } from "../../frame/texts.js";
import { Panel } from "../../parts/dialog.js";
import { Field, Form } from "../../parts/form.js";
import { Reading } from "../../parts/states.js";
import { toast } from "../../parts/toast.js";
import { SET, SET_QUIET, STAFF } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Row} Row */

const CHANNELS = /** @type {const} */ (["EMAIL", "SMS"]);
/** Minutes after which somebody is told of what nobody has closed. */
const WAITS = [0, 5, 15, 30, 60, 240];
const SEVERITIES = /** @type {const} */ (["CRITICAL", "WARNING", "INFO"]);

/** @param {{ again: () => Promise<void>, onClose: () => void }} props */
export function Recipient({ again, onClose }) {
  const staff = useQuery(STAFF, business.value ? { business: business.value.id } : null);
  const [channel, setChannel] = useState("EMAIL");

  /** @param {Record<string, string>} values */
  async function save(values) {
    const input = {
      business: business.value?.id ?? "",
      member: values.member ?? "",
      channel: /** @type {any} */ (channel),
      address: values.address || null,
      leastSeverity: /** @type {any} */ (values.leastSeverity),
      afterMinutes: WAITS.find((minutes) => `${minutes}` === values.afterMinutes) ?? 0,
      ...quietOf(values),
    };
    await act(SET, { input });
    toast(t("saved"));
    onClose();
    await again();
  }
  const field = channel === "EMAIL" ? { type: "email" } : { type: "tel", placeholder: "0712 345 678" };
  return html`
    <${Panel} title=${t("add")} onClose=${onClose}>
      <${Reading} known=${staff}>${(/** @type {Operations["StaffToTell"]["data"]} */ data) => html`
        <${Form} label=${t("add")} send=${t("save")} onSend=${save} wide>
          <${Field} name="member" label=${t("name")} options=${data.members.nodes.map(({ id, role, person }) => ({ value: id, label: `${person.name}, ${frame(role)}` }))} autofocus />
          <${Field} name="channel" label=${t("channel")} value=${channel} options=${CHANNELS.map((value) => ({ value, label: t(value) }))}
            onChange=${(/** @type {any} */ event) => setChannel(event.target.value)} />
          <${Field} key=${channel} name="address" label=${t(channel === "EMAIL" ? "email" : "phone")} hint=${t("addressHint")} autocomplete="off" ...${field} />
          <${Field} name="leastSeverity" label=${t("wants")} value="WARNING" options=${SEVERITIES.map((value) => ({ value, label: t(value) }))} />
          <${Field} name="afterMinutes" label=${t("after")} hint=${t("afterHint")} options=${WAITS.map((minutes) => ({ value: `${minutes}`, label: minutes ? t("minutes", { count: minutes }) : t("atOnce") }))} />
          <${QuietFields} />
        <//>`}<//>
    <//>`;
}

/** @param {{ row: Row, again: () => Promise<void>, onClose: () => void }} props */
export function QuietHours({ row, again, onClose }) {
  /** @param {Record<string, string>} values */
  async function save(values) {
    await act(SET_QUIET, { input: { recipient: row.id, ...quietOf(values) } });
    toast(t("saved"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t("quietOf", { name: row.person.name })} onClose=${onClose}>
      <${Form} label=${t("setQuiet")} send=${t("save")} onSend=${save} wide>
        <${QuietFields} row=${row} />
      <//>
    <//>`;
}

/** @param {{ row?: Row }} props */
function QuietFields({ row }) {
  const urgent = [{ value: "yes", label: t("urgentComes") }, { value: "no", label: t("nothingComes") }];
  return html`
    <${Field} name="quietFrom" label=${t("quietFrom")} value=${row?.quietFrom ?? ""} type="time" hint=${t("quietHint")} />
    <${Field} name="quietUntil" label=${t("quietUntil")} value=${row?.quietUntil ?? ""} type="time" />
    <${Field} name="pierced" label=${t("inQuiet")} value=${row && !row.pierced ? "no" : "yes"} options=${urgent} />`;
}

/** @param {Record<string, string>} values */
function quietOf(values) {
  return { quietFrom: values.quietFrom || null, quietUntil: values.quietUntil || null, pierced: values.pierced !== "no" };
}
