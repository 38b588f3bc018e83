// To whom a pack is sent, and whether it is; beside each, before it is kept, what would keep them from it.

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
import { SET_SCHEDULE, STAFF } from "./operations.js";
import { Problem } from "./problem.js";
import { t } from "./texts.js";

/** @typedef {import("./schedules.js").Schedule} Schedule */

/** @param {{ pack: Schedule["pack"], schedule: Schedule | null, again: () => Promise<void>, onClose: () => void }} props */
export function Change({ pack, schedule, again, onClose }) {
  const staff = useQuery(STAFF, business.value && { business: business.value.id, pack });
  const [named, setNamed] = useState(() => new Set((schedule?.members ?? []).flatMap(({ membership }) => membership?.id ?? [])));
  /** @param {string} id */
  function turn(id) {
    const next = new Set(named);
    if (!next.delete(id)) next.add(id);
    setNamed(next);
  }
  /** @param {Record<string, string>} values */
  async function save(values) {
    await act(SET_SCHEDULE, { input: { business: business.value?.id ?? "", pack, members: [...named], isOn: values.isOn === "yes" } });
    toast(t("saved"));
    onClose();
    await again();
  }
  return html`
    <${Panel} title=${t(pack)} onClose=${onClose}>
      <p class="fine">${t(`${pack}Says`)}</p>
      <${Reading} known=${staff}>${(/** @type {Operations["PackStaff"]["data"]} */ { reportPack }) => {
        const members = reportPack.staff ?? [];
        const chosen = members.filter(({ membership }) => named.has(membership?.id ?? ""));
        return html`
        <${Form} label=${t(pack)} send=${t("save")} onSend=${save} wide names=${{ members: "isOn" }}>
          <fieldset class="named-members"><legend>${t("members")}</legend>
            ${members.map((each) => html`<${Box} key=${each.membership?.id} of=${each} named=${named} turn=${turn} />`)}
          </fieldset>
          <p class="fine" role="status">${chosen.length ? t("reaches", { count: chosen.filter(({ problem }) => !problem).length, all: chosen.length }) : t("reachesNobody")}</p>
          <${Field} name="isOn" label=${t("isOn")} value=${schedule && !schedule.isOn ? "no" : "yes"} options=${[{ value: "yes", label: t("on") }, { value: "no", label: t("off") }]} />
        <//>`;
      }}<//>
    <//>`;
}

/** @param {{ of: NonNullable<Operations["PackStaff"]["data"]["reportPack"]["staff"]>[number], named: Set<string>, turn: (id: string) => void }} props */
function Box({ of, named, turn }) {
  const id = of.membership?.id ?? "";
  return html`
    <div class="named-member"><label class="tick"><input type="checkbox" checked=${named.has(id)} onChange=${() => turn(id)} /> ${of.person.name} <small class="fine">${of.membership ? frame(of.membership.role) : ""}</small></label>
      ${of.problem ? html`<${Problem} of=${of} />` : html`<small class="fine">${of.address}</small>`}</div>`;
}
