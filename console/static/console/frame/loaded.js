// A page that is on its way, with its stylesheets; or one that broke.

import { Component } from "../vendor/preact.js";
import { html } from "../vendor/htm-preact.js";
import { useEffect, useState } from "../vendor/preact-hooks.js";
import { Failed, Loading } from "../parts/states.js";

/** @param {{ load: import("./router.js").Route["load"], params?: Record<string, string> }} props */
export function Loaded({ load: read, params = {} }) {
  const [Page, setPage] = useState(/** @type {any} */ (null));
  const [failed, setFailed] = useState(false);
  function load() {
    setFailed(false);
    read().then(
      (module) => Promise.all((module.styles ?? []).map(styled)).then(() => setPage(() => module.Page)),
      () => setFailed(true),
    );
  }
  useEffect(load, [read]);
  if (failed) return html`<${Failed} again=${load} />`;
  return Page ? html`<${Page} params=${params} />` : html`<${Loading} />`;
}

/** Where the files of this version are: the folder's name tells it from others. */
const FILES = new URL("../", import.meta.url).pathname;

/** Adds a stylesheet of a page once, and waits until it is there. @param {string} plain */
function styled(plain) {
  const address = plain.replace("/static/console/", FILES);
  if (document.querySelector(`link[href="${CSS.escape(address)}"]`)) return undefined;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

/** A page that breaks does not take the frame with it; the fault still reaches the console. */
export class Boundary extends Component {
  /** @param {unknown} fault */
  componentDidCatch(fault) {
    reportError(fault);
    this.setState({ broken: true });
  }

  render() {
    const { broken } = /** @type {{ broken?: boolean }} */ (this.state);
    return broken ? html`<${Failed} again=${() => this.setState({ broken: false })} />` : this.props.children;
  }
}
