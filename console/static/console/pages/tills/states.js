// What a till is, in words.

import { t } from "./texts.js";

/** @typedef {Operations["SettingsTills"]["data"]["tills"]["nodes"][number]} Till */

export const KINDS = /** @type {const} */ (["PAYBILL", "TILL"]);
export const ENVIRONMENTS = /** @type {const} */ (["LOCAL", "SANDBOX", "PRODUCTION"]);

/** @param {Till["kind"]} kind */
export const kindShown = (kind) => t(kind);

/** @param {Till["environment"]} environment */
export const environmentShown = (environment) => t(environment);
