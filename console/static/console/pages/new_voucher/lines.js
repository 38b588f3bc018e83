// Lines of a voucher being written, like the columns of a journal. Made for the keyboard: Enter goes on to the next line,
// "=" puts what is missing, Backspace takes an empty line away.

import { html } from "../../vendor/htm-preact.js";
import { useLayoutEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { cents, decimal, isZero, shown } from "../../client/money.js";
import { Chip } from "../../parts/chip.js";
import { Field } from "../../parts/form.js";
import { Icon } from "../../parts/icon.js";
import { Money } from "../../parts/money.js";
import { AccountField } from "./account_field.js";
import { t } from "./texts.js";
import { isBlank, missing, namesOf, newLine, sumsOf } from "./written.js";

/** @typedef {import("./written.js").Line} Line */
/** @typedef {import("./written.js").Side} Side */

const CODES = /** @type {const} */ (["STANDARD", "ZERO_RATED", "EXEMPT"]);

/** @param {{ lines: Line[], onLines: (lines: Line[]) => void, chart: import("./account_field.js").Chart, template?: boolean }} props */
export function Lines({ lines, onLines, chart, template = false }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [taxed, setTaxed] = useState(lines.some(({ vat }) => vat));
  const names = namesOf(lines);

  /** @param {Line} line @param {Partial<Line>} changes */
  const change = (line, changes) => onLines(lines.map((each) => (each.key === line.key ? { ...each, ...changes } : each)));
  /** Where the keyboard goes on. @type {{ current: { place: number, field: number } | null }} */
  const wanted = useRef(null);
  const [, draw] = useState(0);
  // Before it is painted, so that the next key is typed there already.
  useLayoutEffect(() => {
    if (!wanted.current) return;
    const inputs = box.current?.querySelectorAll(`[data-line="${wanted.current.place}"] input`);
    const input = inputs?.[wanted.current.field];
    wanted.current = null;
    if (input instanceof HTMLInputElement) input.focus();
  });
  /** Goes to a field of a line as soon as it is drawn. @param {number} place @param {number} field */
  function goTo(place, field) {
    wanted.current = { place, field };
    draw((count) => count + 1);
  }
  /** @param {number} place the line after this one, made where there is none */
  function next(place) {
    if (place === lines.length - 1) onLines([...lines, newLine()]);
    goTo(place + 1, 0);
  }
  /** @param {number} place */
  function remove(place) {
    if (lines.length === 1) return;
    onLines(lines.filter((_, each) => each !== place));
    goTo(Math.max(0, place - 1), 0);
  }
  /** @param {boolean} on */
  function tax(on) {
    setTaxed(on);
    if (!on) onLines(lines.map((line) => ({ ...line, vat: "" })));
  }
  return html`
    <fieldset class="lines-editor" data-taxed=${taxed} ref=${box}>
      <legend class="unseen">${t("lines")}</legend>
      <div class="line-head" aria-hidden="true"><span>${t("account")}</span>${taxed ? html`<span>${t("vat")}</span>` : null}<span>${t("debit")}</span><span>${t("credit")}</span></div>
      ${lines.map((line, place) => html`
        <${One} key=${line.key} line=${line} lines=${lines} place=${place} name=${names[place]} chart=${chart} taxed=${taxed}
          onChange=${(/** @type {Partial<Line>} */ changes) => change(line, changes)} onNext=${() => next(place)}
          onChosen=${() => goTo(place, 1)} onRemove=${() => remove(place)} only=${lines.length === 1} />`)}
      <div class="line-foot">
        <button type="button" class="quiet" onClick=${() => next(lines.length - 1)}>${t("addLine")}</button>
        <${Sums} lines=${lines} template=${template} />
      </div>
      <div class="line-help"><p class="fine keys">${t("keys")}</p>
        <label class="check"><input type="checkbox" checked=${taxed} onChange=${(/** @type {any} */ event) => tax(event.target.checked)} /> ${t("withVat")}</label></div>
    </fieldset>`;
}

/**
 * @param {{ line: Line, lines: Line[], place: number, name: string, chart: import("./account_field.js").Chart, taxed: boolean, only: boolean,
 *   onChange: (changes: Partial<Line>) => void, onNext: () => void, onChosen: () => void, onRemove: () => void }} props
 */
function One({ line, lines, place, name, chart, taxed, only, onChange, onNext, onChosen, onRemove }) {
  /** @param {KeyboardEvent} event */
  function emptied(event) {
    if (event.key !== "Backspace" || !isBlank(line) || only) return;
    event.preventDefault();
    onRemove();
  }
  const number = { number: place + 1 };
  const amount = (/** @type {Side} */ side) => html`
    <${Field} key=${side} name=${`${name}.${side}`} label=${t(side)} control=${(/** @type {any} */ given) => html`
      <input ...${given} class="amount-field" inputmode="decimal" autocomplete="off" value=${line[side]} aria-label=${`${t(side)}, ${t("line", number)}`}
        onInput=${(/** @type {any} */ event) => onChange({ [side]: event.target.value, [side === "debit" ? "credit" : "debit"]: "" })}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => typed(event, side)} />`} />`;
  /** @param {KeyboardEvent} event @param {Side} side */
  function typed(event, side) {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      onNext();
    } else if (event.key === "=") {
      event.preventDefault();
      const lacks = missing(lines, line, side);
      if (lacks) onChange({ debit: "", credit: "", [side]: lacks });
    }
  }
  return html`
    <div class="line-row" data-line=${place} role="group" aria-label=${t("line", number)}>
      <${AccountField} name=${`${name}.accountCode`} label=${t("account")} value=${line.account} chart=${chart}
        onValue=${(/** @type {string} */ account) => onChange({ account })} onChosen=${onChosen} onKeyDown=${emptied} />
      ${taxed ? html`<${Field} name=${`${name}.vatCode`} label=${t("vat")} value=${line.vat} options=${[{ value: "", label: t("noVat") }, ...CODES.map((value) => ({ value, label: t(value) }))]}
        onChange=${(/** @type {any} */ event) => onChange({ vat: event.target.value })} />` : null}
      ${amount("debit")}${amount("credit")}
      <button type="button" class="icon-button" disabled=${only} aria-label=${t("removeLine", number)} title=${t("removeLine", number)} onClick=${onRemove}><${Icon} name="close" /></button>
    </div>`;
}

/** @param {{ lines: Line[], template: boolean }} props */
function Sums({ lines, template }) {
  const { debit, credit, difference, readable } = sumsOf(lines);
  const nothing = isZero(debit) && isZero(credit);
  const size = shown(decimal(cents(difference) < 0n ? -cents(difference) : cents(difference)));
  const says = cents(difference) > 0n ? t("creditLacks", { size }) : t("debitLacks", { size });
  return html`
    <span class="line-state" aria-live="polite">
      ${template || (nothing && readable) ? null : !readable ? html`<${Chip} kind="warn">${t("unreadable")}<//>` : isZero(difference) ? html`<${Chip} kind="good">${t("equal")}<//>` : html`<${Chip} kind="warn">${says}<//>`}
    </span>
    <output class="line-sum" aria-label=${t("sumOf", { side: t("debit") })}><${Money} value=${debit} quietZero /></output>
    <output class="line-sum" aria-label=${t("sumOf", { side: t("credit") })}><${Money} value=${credit} quietZero /></output>`;
}
