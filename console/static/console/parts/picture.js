// A picture from an address that the server signed for ten minutes. Each reading of a page signs another; what is
// shown stays as it is until it cannot be had, so that news of a thing does not fetch its picture again.

import { html } from "../vendor/htm-preact.js";
import { useState } from "../vendor/preact-hooks.js";

/** For what never changes, or with a `key` that changes with it. It decorates: what it is about stands beside it.
 * @param {{ path: string, kind: string }} props `kind`: its class */
export function Picture({ path, kind }) {
  const [shown, setShown] = useState(path);
  const [lost, setLost] = useState("");
  if (lost === shown && path !== lost) setShown(path);
  return lost === shown ? null : html`<img class=${kind} src=${shown} alt="" loading="lazy" decoding="async" onError=${() => setLost(shown)} />`;
}
