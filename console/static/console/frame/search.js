// Anything a person holds in hand: a receipt or invoice number, a phone, a name. "/" goes there from anywhere.

import { html } from "../vendor/htm-preact.js";
import { useEffect, useId, useRef, useState } from "../vendor/preact-hooks.js";
import { ask, Refusal } from "../client/query.js";
import { Icon } from "../parts/icon.js";
import { SEARCH } from "./operations.js";
import { addressOf } from "./places.js";
import { go } from "./router.js";
import { business } from "./session.js";
import { t } from "./texts.js";

const TYPING = 250;

/** @typedef {Operations["Search"]["data"]["search"][number]} Hit */

export function Search() {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const timer = useRef(0);
  const turn = useRef(0);
  const [hits, setHits] = useState(/** @type {Hit[] | null} */ (null));
  const [chosen, setChosen] = useState(0);
  const id = useId();
  useSlash(field);
  useEffect(() => () => clearTimeout(timer.current), []);

  function close() {
    clearTimeout(timer.current);
    turn.current += 1;
    setHits(null);
  }

  /** @returns {Promise<Hit[]>} */
  async function look() {
    clearTimeout(timer.current);
    const text = field.current?.value.trim() ?? "";
    const mine = ++turn.current;
    if (text.length < 2 || !business.value) {
      setHits(null);
      return [];
    }
    try {
      const answer = await ask(SEARCH, { business: business.value.id, text: text.slice(0, 80) });
      if (mine !== turn.current) return [];
      setHits(answer.search);
      setChosen(0);
      return answer.search;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return [];
    }
  }

  /** @param {Hit | undefined} hit */
  function open(hit) {
    const address = hit && addressOf(hit.type, hit.id);
    if (!address) return;
    close();
    if (field.current) field.current.value = "";
    go(address);
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key === "Escape") close();
    if (!hits?.length || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    setChosen((chosen + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length);
  }

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    open(hits?.[chosen] ?? (await look())[0]);
  }

  return html`
    <form class="search" role="search" ref=${box} onSubmit=${submit} onKeyDown=${key}
      onFocusOut=${(/** @type {FocusEvent} */ event) => box.current?.contains(/** @type {Node | null} */ (event.relatedTarget)) || close()}>
      <${Icon} name="search" />
      <input ref=${field} type="search" role="combobox" aria-label=${t("search")} placeholder=${t("searchHint")} autocomplete="off"
        spellcheck=${false} maxlength="80" aria-expanded=${hits !== null} aria-controls=${id} aria-autocomplete="list"
        aria-activedescendant=${hits?.length ? `${id}-${chosen}` : null}
        onInput=${() => {
          clearTimeout(timer.current);
          timer.current = setTimeout(look, TYPING);
        }} />
      <div class="hits" hidden=${hits === null}>
        <ul id=${id} role="listbox" aria-label=${t("found")}>
          ${(hits ?? []).map((hit, index) => html`
            <li key=${hit.id} id=${`${id}-${index}`} role="option" aria-selected=${index === chosen} tabindex="-1"
              onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${() => open(hit)}>
              <b>${hit.label}</b> <small class="hit-kind">${t(/** @type {"Receipt"} */ (hit.type))}</small><small>${hit.detail}</small>
            </li>`)}
        </ul>
        ${hits?.length === 0 ? html`<p class="fine" role="status">${t("nothingFound")}</p>` : null}
      </div>
    </form>`;
}

/** @param {{ current: HTMLInputElement | null }} field */
function useSlash(field) {
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const slash = (event) => {
      const typing = event.target instanceof Element && event.target.closest("input, textarea, select, dialog");
      if (event.key !== "/" || typing) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", slash);
    return () => document.removeEventListener("keydown", slash);
  }, []);
}
