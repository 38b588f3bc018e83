// The first script: puts the frame on the page and finds out who is there.

import { html, render } from "../vendor/htm-preact.js";
import { language } from "../client/language.js";
import { followLinks } from "./router.js";
import { begin } from "./session.js";
import { Frame } from "./shell.js";

document.documentElement.lang = language.value;
followLinks();
render(html`<${Frame} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
begin();
