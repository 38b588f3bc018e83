// The connection is gone: what is on the page was true at a time, and may not be now.

import { html } from "../vendor/htm-preact.js";
import { clockShown } from "../client/clock.js";
import { awaySince, connection } from "../client/socket.js";
import { t } from "./texts.js";

export function Away() {
  const away = connection.value === "away";
  return html`<div class="away" role="status" hidden=${!away}>
    ${away ? t("away", { time: clockShown(awaySince.value).slice(0, 5) }) : ""}
  </div>`;
}
