// Where one is signed in.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { Chip } from "../../parts/chip.js";
import { Time } from "../../parts/time.js";
import { told } from "../../parts/toast.js";
import { END_SESSION, END_SESSIONS } from "./operations.js";
import { t } from "./texts.js";

/** @param {{ sessions: import("./page.js").Mine["sessions"], again: () => Promise<void> }} props */
export function Sessions({ sessions, again }) {
  /** @param {string} session */
  async function end(session) {
    await told(() => act(END_SESSION, { input: { session } }), t("sessionEnded"));
    await again();
  }
  async function endOthers() {
    await told(() => act(END_SESSIONS, { input: {} }), t("othersEnded"));
    await again();
  }
  return html`
    <section class="card" aria-labelledby="sessions-title">
      <h2 id="sessions-title">${t("sessions")}</h2>
      <ul class="lines" id="sessions">
        ${sessions.map(({ id, device, address, since, lastSeen, current }) => html`
          <li key=${id}>
            <div><b>${device || t("unknownDevice")}</b><br />
              <small>${address ? `${address} · ` : ""}${t("since")} <${Time} at=${since} /> · ${t("lastSeen")} <${Time} at=${lastSeen} /></small></div>
            <span class="end">${current ? html`<${Chip} kind="good">${t("thisOne")}<//>` : html`<button type="button" class="quiet" onClick=${() => end(id)}>${t("end")}</button>`}</span>
          </li>`)}
      </ul>
      ${sessions.length > 1 ? html`<div class="actions"><button type="button" class="quiet" id="end-others" onClick=${endOthers}>${t("endOthers")}</button></div>` : null}
    </section>`;
}
