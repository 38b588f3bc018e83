// Addresses: which page stands at one, and going from one to another without loading everything anew.

import { signal } from "../vendor/signals.js";

/**
 * @typedef {object} Route
 * @property {string} path "/customers/:customer"; a part with a colon takes anything
 * @property {() => Promise<{ Page: (props: { params: Record<string, string> }) => any, styles?: string[] }>} load
 * @property {{ en: string, sw: string }} title
 * @property {string | null} right who may see it; null for everybody who is signed in
 * @property {string} [under] the address in the navigation to which it belongs, where its own does not say so
 * @property {string} [icon] its place in the navigation, in the order of the file; without one it has none
 */

/** Those of the shell that runs. @type {Route[]} */
let routes = [];

export const place = signal({ path: location.pathname, query: new URLSearchParams(location.search) });

/** @param {string} path @returns {{ route: Route, params: Record<string, string> } | null} */
export function found(path) {
  const parts = path.split("/");
  for (const route of routes) {
    const wanted = route.path.split("/");
    if (wanted.length !== parts.length) continue;
    if (!wanted.every((part, index) => part.startsWith(":") || part === parts[index])) continue;
    const named = wanted.flatMap((part, index) =>
      part.startsWith(":") ? [[part.slice(1), decodeURIComponent(parts[index] ?? "")]] : [],
    );
    return { route, params: Object.fromEntries(named) };
  }
  return null;
}

/** @param {string} address path with its query @param {{ replace?: boolean }} [how] */
export function go(address, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  arrive();
  if (replace) return;
  scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
}

function arrive() {
  place.value = { path: location.pathname, query: new URLSearchParams(location.search) };
}

/**
 * Changes parts of the query, so that what is filtered can be sent to somebody as an address.
 * @param {Record<string, string | null>} changes null or empty takes a part away
 */
export function setQuery(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  go(location.pathname + (text ? `?${text}` : ""), { replace: true });
}

/** Links to these pages are followed without a reload; those of another shell load it. @param {Route[]} pages */
export function followLinks(pages) {
  routes = pages;
  addEventListener("popstate", arrive);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
    const target = new URL(link.href);
    if (target.origin !== location.origin || !found(target.pathname) || link.getAttribute("href")?.startsWith("#")) return;
    event.preventDefault();
    go(target.pathname + target.search);
  });
}
