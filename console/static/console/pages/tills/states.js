// What a till is, and whether payments to it reach us, in words and colours.

import { html } from "../../vendor/htm-preact.js";
import { Chip } from "../../parts/chip.js";
import { t } from "./texts.js";

/** @typedef {Operations["SettingsTills"]["data"]["tills"]["nodes"][number]} Till */

/** Safaricom wants the password of an app renewed from time to time; older credentials are pointed out. */
const OLD_DAYS = 90;

export const KINDS = /** @type {const} */ (["PAYBILL", "TILL"]);
export const ENVIRONMENTS = /** @type {const} */ (["LOCAL", "SANDBOX", "PRODUCTION"]);

/** @param {Till["kind"]} kind */
export const kindShown = (kind) => t(kind);

/** @param {Till["environment"]} environment */
export const environmentShown = (environment) => t(environment);

/** @param {Pick<Till, "credentialsSetAt">} till */
export function areOld({ credentialsSetAt }) {
  return Date.now() - Date.parse(credentialsSetAt) > OLD_DAYS * 86_400_000;
}

/** @param {{ till: Pick<Till, "urlsRegisteredAt" | "credentialsSetAt" | "environment"> }} props */
export function Ready({ till }) {
  if (!till.urlsRegisteredAt) return html`<${Chip} kind="warn">${t("notRegistered")}<//>`;
  if (till.environment !== "LOCAL" && areOld(till)) return html`<${Chip} kind="warn">${t("oldCredentials")}<//>`;
  return html`<${Chip} kind="good">${t("ready")}<//>`;
}
