// What new markets begin with, and by which licence real money is taken for them.

import { html } from "../../vendor/htm-preact.js";
import { Tabs } from "../markets/tabs.js";
import { t as words } from "../markets/texts.js";

export function Page() {
  return html`<div class="page-head"><h1>${words("settings")}</h1></div><${Tabs} />`;
}
