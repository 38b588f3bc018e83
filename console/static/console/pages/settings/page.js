// Where the settings begin: the first of their pages that the role may see.

import { html } from "../../vendor/htm-preact.js";
import { useEffect } from "../../vendor/preact-hooks.js";
import { go } from "../../frame/router.js";
import { Loading } from "../../parts/states.js";
import { sections } from "./tabs.js";

export function Page() {
  useEffect(() => go(sections()[0]?.[0] ?? "/", { replace: true }), []);
  return html`<${Loading} />`;
}
