// The first script: puts the frame on the page and finds out who is there.

import { html, render } from "../vendor/htm-preact.js";
import { language } from "../client/language.js";
import { followLinks } from "./router.js";
import { ROUTES } from "./routes.js";
import { begin } from "./session.js";
import { Frame } from "./shell.js";

document.documentElement.lang = language.value;
followLinks(ROUTES);
render(html`<${Frame} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
begin();
