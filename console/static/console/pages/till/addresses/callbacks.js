// Where Safaricom announces payments: what it was told and what it said, and telling it again.

import { html } from "../../../vendor/htm-preact.js";
import { useState } from "../../../vendor/preact-hooks.js";
import { act } from "../../../client/query.js";
import { may } from "../../../frame/session.js";
import { Chip } from "../../../parts/chip.js";
import { Panel } from "../../../parts/dialog.js";
import { Field, Form } from "../../../parts/form.js";
import { Time } from "../../../parts/time.js";
import { toast } from "../../../parts/toast.js";
import { environmentShown } from "../../tills/states.js";
import { REGISTER_URLS } from "../operations.js";
import { Moving } from "./moving.js";
import { t } from "./texts.js";

const VERSIONS = /** @type {const} */ (["V1", "V2"]);
const UNREACHABLE = /** @type {const} */ (["COMPLETED", "CANCELLED"]);

/** @param {import("../page.js").Shown} props */
export function Callbacks({ till, again }) {
  const [open, setOpen] = useState(false);
  const { health: { urlsCurrent }, urlsRegisteredAt: at, urlRegistration: last } = till;
  const chip = urlsCurrent ? html`<${Chip} kind="good">${t("registered")}<//>` : html`<${Chip} kind="warn">${t(at ? "elsewhere" : "notRegistered")}<//>`;
  const register = () => setOpen(true);
  const moving = till.formerAddress !== null && till.formerAddress.retiredAt === null && !urlsCurrent; // its steps have the button then
  return html`
    <section class="card">
      <header class="page-head"><h2>${t("callbacks")}</h2><span class="end">${chip}</span></header>
      <p>${at ? html`${t("registeredAt")} <${Time} at=${at} />` : t("notRegisteredSays")}</p>
      ${last ? html`<${Last} last=${last} />` : null}
      ${may("till.manage") && !moving ? html`<div class="actions"><button type="button" class=${urlsCurrent ? "quiet" : ""} onClick=${register}>${t(at ? "registerAgain" : "register")}</button></div>` : null}
      <${Moving} till=${till} again=${again} register=${register} />
    </section>
    ${open ? html`<${Register} till=${till} again=${again} onClose=${() => setOpen(false)} />` : null}`;
}

/** @param {{ last: NonNullable<import("../page.js").Till["urlRegistration"]> }} props */
function Last({ last }) {
  return html`
    <dl class="facts">
      <dt>${t("lastTry")}</dt><dd><${Time} at=${last.at} /> ${last.done ? html`<${Chip} kind="good">${t("taken")}<//>` : html`<${Chip} kind="bad">${t("refused", { code: last.code })}<//>`}</dd>
      <dt>${t("address")}</dt><dd>${last.address}</dd>
      <dt>${t("version")}</dt><dd>${t(last.version)}</dd>
      <dt>${t("whenUnreachable")}</dt><dd>${t(last.whenUnreachable)}</dd>
      ${last.answer ? html`<dt>${t("answer")}</dt><dd>${last.answer}</dd>` : null}
    </dl>`;
}

/** @param {import("../page.js").Shown & { onClose: () => void }} props */
function Register({ till, again, onClose }) {
  const last = till.urlRegistration;
  /** @param {Record<string, string>} values */
  async function register({ version, whenUnreachable }) {
    try {
      await act(REGISTER_URLS, { input: { till: till.id, version: /** @type {any} */ (version), whenUnreachable: /** @type {any} */ (whenUnreachable) } });
      toast(t("done"));
      onClose();
    } finally {
      await again(); // what Safaricom answered stands on the page, also when it refused
    }
  }
  return html`
    <${Panel} title=${t("registerTitle")} onClose=${onClose}>
      <p class=${till.environment === "PRODUCTION" ? "note warn" : ""}>${till.environment === "PRODUCTION" ? t("registerOnce") : t("registerSays", { environment: environmentShown(till.environment) })}</p>
      <p class="fine">${till.health.presentAddress}</p>
      <${Form} label=${t("register")} send=${t("register")} onSend=${register} wide>
        <${Field} name="version" label=${t("version")} hint=${t("versionHint")} value=${last?.version ?? "V1"} options=${VERSIONS.map((value) => ({ value, label: t(value) }))} />
        <${Field} name="whenUnreachable" label=${t("whenUnreachable")} value=${last?.whenUnreachable ?? "COMPLETED"} options=${UNREACHABLE.map((value) => ({ value, label: t(value) }))} />
      <//>
    <//>`;
}
