// An account by its code or its name: what is typed narrows a list, arrows and Enter or Tab choose from it.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useId, useRef, useState } from "../../vendor/preact-hooks.js";
import { ask, Refusal } from "../../client/query.js";
import { business } from "../../frame/session.js";
import { Field } from "../../parts/form.js";
import { ACCOUNTS_LIKE } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {{ id: string, code: string, name: string }} Account */
/** @typedef {{ known: readonly Account[], whole: boolean }} Chart `whole`: there are no others */

const MOST = 8;
const TYPING = 200;

/** "1020 Cash". @param {{ code: string, name: string }} account */
export function accountShown({ code, name }) {
  return `${code} ${name}`.trim();
}

/** The code of what was typed or chosen. @param {string} text */
export function codeOf(text) {
  return text.trim().split(/\s/)[0] ?? "";
}

/** @param {readonly Account[]} accounts @param {string} text each word begins the code or is in the name */
function fitting(accounts, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (/** @type {Account} */ { code, name }) =>
    words.every((word) => code.toLowerCase().startsWith(word) || name.toLowerCase().includes(word));
  return accounts.filter(fits).slice(0, MOST);
}

/**
 * @param {{ name: string, label: string, value: string, chart: Chart, onValue: (text: string) => void,
 *   onChosen: () => void, [other: string]: any }} props `onChosen`: an account was taken with Enter
 */
export function AccountField({ name, label, value, chart, onValue, onChosen, ...others }) {
  const [hits, setHits] = useState(/** @type {readonly Account[] | null} */ (null));
  const [chosen, setChosen] = useState(0);
  const timer = useRef(0);
  const turn = useRef(0);
  const id = useId();
  useEffect(() => () => clearTimeout(timer.current), []);

  /** @param {string} text */
  function look(text) {
    clearTimeout(timer.current);
    const mine = ++turn.current;
    setChosen(0);
    setHits(fitting(chart.known, text));
    if (chart.whole || text.trim().length < 2) return;
    timer.current = setTimeout(async () => {
      const found = await like(text.trim());
      if (found && mine === turn.current) setHits(found);
    }, TYPING);
  }
  function close() {
    clearTimeout(timer.current);
    turn.current += 1;
    setHits(null);
  }
  /** @param {Account | undefined} account */
  function take(account) {
    if (account) onValue(accountShown(account));
    close();
  }
  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!hits) look("");
      else if (hits.length) setChosen((chosen + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length);
    } else if (event.key === "Escape" && hits) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(hits?.[chosen]);
      onChosen();
    } else if (event.key === "Tab" && hits && value.trim()) {
      take(hits[chosen]);
    } else {
      others.onKeyDown?.(event);
    }
  }
  function left() {
    const exact = chart.known.find(({ code }) => code === value.trim());
    if (exact) onValue(accountShown(exact));
    close();
  }
  return html`
    <div class="account-field">
      <${Field} name=${name} label=${label} control=${(/** @type {any} */ given) => html`
        <input ...${given} role="combobox" autocomplete="off" spellcheck=${false} maxlength="200" value=${value} placeholder=${t("accountHint")}
          aria-expanded=${hits !== null} aria-controls=${`${id}-list`} aria-autocomplete="list"
          aria-activedescendant=${hits?.length ? `${id}-${chosen}` : null}
          onInput=${(/** @type {any} */ event) => {
            onValue(event.target.value);
            look(event.target.value);
          }} onKeyDown=${key} onBlur=${left} onFocus=${(/** @type {any} */ event) => event.target.select()} />`} />
      <ul id=${`${id}-list`} role="listbox" class="account-hits" aria-label=${t("accounts")} hidden=${hits === null}>
        ${(hits ?? []).map((account, index) => html`
          <li key=${account.id} id=${`${id}-${index}`} role="option" aria-selected=${index === chosen}
            onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${() => take(account)}><b>${account.code}</b> ${account.name}</li>`)}
        ${hits?.length === 0 ? html`<li class="fine" role="option" aria-disabled="true" aria-selected="false">${t("noAccount")}</li>` : null}
      </ul>
    </div>`;
}

/** @param {string} text @returns {Promise<readonly Account[] | null>} null when it could not be asked */
async function like(text) {
  try {
    const { accounts } = await ask(ACCOUNTS_LIKE, { business: business.value?.id ?? "", text: text.slice(0, 80) });
    return accounts.nodes;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return null;
  }
}
