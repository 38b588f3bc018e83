// The first script of the player's page: puts its shell on the page and finds out who is there.

import { html, render } from "../vendor/htm-preact.js";
import { language } from "../client/language.js";
import { followLinks } from "../frame/router.js";
import { begin } from "../frame/session.js";
import { ROUTES } from "./routes.js";
import { Frame } from "./shell.js";
import { takeBusiness } from "./who.js";

document.documentElement.lang = language.value;
followLinks(ROUTES);
takeBusiness();
render(html`<${Frame} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
begin();
