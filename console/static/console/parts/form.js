// A form that shows every problem where it is. A field's name is its path in the input, "lines.0.unitPrice".

import { createContext } from "../vendor/preact.js";
import { html } from "../vendor/htm-preact.js";
import { useContext, useEffect, useId, useLayoutEffect, useRef, useState } from "../vendor/preact-hooks.js";
import { newKey, Refusal } from "../client/query.js";
import { addressOfId } from "../frame/places.js";
import { isAsking } from "./confirm.js";
import { t } from "./texts.js";

/** @typedef {Refusal["problems"][number]} Problem */
/** What is wrong, and the id of what stands in the way. @typedef {{ message: string, other?: string | null }} Wrong */
/** @typedef {{ problems: Map<string, Wrong>, tell: (name: string) => () => void }} Around */
const Inside = createContext(/** @type {Around} */ ({ problems: new Map(), tell: () => () => {} }));

/**
 * `onSend` gets what was filled in and a key: the same again when the same contents are sent again after a lost
 * answer, another one once something was changed. It throws what `act` throws; what is thrown is shown.
 * @param {{ label: string, send: string, kind?: string, wide?: boolean, danger?: boolean, clear?: boolean, children?: any, extra?: any,
 *   names?: Record<string, string>, check?: (values: Record<string, string>) => readonly Problem[], onSend: (values: Record<string, string>, key: string) => Promise<unknown> }} props
 *   `check`: what is wrong with what was filled in, told together with what is empty, before anything is sent;
 *   `kind`: a class of its own where the page has columns for it; `names`: where a problem belongs whose path is no field here; `clear`: empty it when it went well
 */
export function Form({ label, send, kind = "", wide = false, danger = false, clear = false, children, extra, names = {}, check = () => [], onSend }) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const key = useRef({ is: newKey(), of: "" });
  const fields = useRef(/** @type {Set<string>} */ (new Set()));
  const [problems, setProblems] = useState(/** @type {Map<string, Wrong>} */ (new Map()));
  const [rest, setRest] = useState(/** @type {Wrong[]} */ ([]));
  const [busy, setBusy] = useState(false);

  /** @param {readonly Problem[]} faults @param {readonly string[]} [empty] names of fields */
  function show(faults, empty = []) {
    const found = new Map(empty.map((name) => [name, /** @type {Wrong} */ ({ message: t("required") })]));
    const others = [];
    for (const problem of faults) {
      const name = placed(problem.field, fields.current, names);
      const wrong = { message: problem.message, other: problem.detail?.other };
      if (name && !found.has(name)) found.set(name, wrong);
      else if (!name || !empty.includes(name)) others.push(wrong);
    }
    setProblems(found);
    setRest(others);
  }

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    if (busy || !form.current) return;
    const sent = form.current;
    const empty = emptyFields(sent);
    const values = Object.fromEntries([...new FormData(sent)].map(([name, value]) => [name, String(value)]));
    const faults = check(values);
    show(faults, empty);
    if (empty.length || faults.length) return;
    setBusy(true);
    try {
      const contents = JSON.stringify(values);
      if (contents !== key.current.of) key.current = { is: newKey(), of: contents };
      await onSend(values, key.current.is);
      key.current.of = "";
      if (clear) sent.reset();
    } catch (error) {
      if (error instanceof Refusal) show(error.problems);
      else setRest([{ message: t("unexpected") }]);
      if (!(error instanceof Refusal)) throw error;
    } finally {
      setBusy(false);
    }
  }

  useEffect(() => {
    const first = form.current?.querySelector('[aria-invalid="true"]');
    if (first instanceof HTMLElement) first.focus();
  }, [problems]);

  const around = {
    problems,
    tell: (/** @type {string} */ name) => {
      fields.current.add(name);
      return () => void fields.current.delete(name);
    },
  };
  return html`
    <${Inside.Provider} value=${around}>
      <form ref=${form} class=${`form ${wide ? "one-column" : kind}`} aria-label=${label} noValidate aria-busy=${busy}
        onSubmit=${submit}>
        ${children}
        <div class="form-problem" role="alert">${rest.map((wrong) => html`<p key=${wrong.message}><${Said} wrong=${wrong} /></p>`)}</div>
        <div class="actions">${extra}<button type="submit" class=${danger ? "danger" : ""} disabled=${busy}>${busy && !isAsking() ? t("busy") : send}</button></div>
      </form>
    <//>`;
}

/** @param {{ wrong: Wrong }} props */
function Said({ wrong: { message, other } }) {
  const address = addressOfId(other);
  return html`${message}${address ? html` <a href=${address}>${t("other")}</a>` : null}`;
}

/** @param {string[]} path @param {Set<string>} fields @param {Record<string, string>} names */
function placed(path, fields, names) {
  const whole = path.join(".");
  const tries = [names[whole], whole, path.slice(1).join("."), names[path.at(-1) ?? ""], path.at(-1)];
  return tries.find((name) => name && fields.has(name)) ?? null;
}

/** @param {HTMLFormElement} form */
function emptyFields(form) {
  const all = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ ([...form.elements]);
  return all.filter((field) => field.required && field.value.trim() === "").map(({ name }) => name);
}

/**
 * A label with its field, a hint and its problem. `options` makes it a choice, `rows` a text of several lines, and
 * `control` draws it, given what a field needs; every other property goes to the field. `value` is what it begins with,
 * and stays the field's own where nobody listens to it.
 * @param {{ name: string, label: string, hint?: any, options?: { value: string, label: string }[], rows?: number,
 *   suggestions?: { value: string, label: string }[], wide?: boolean, control?: (given: any) => any, [other: string]: any }} props
 */
export function Field({ name, label, hint, options, rows, suggestions, control, wide = false, autofocus = false, value, ...others }) {
  const { problems, tell } = useContext(Inside);
  const id = useId();
  const field = useRef(/** @type {HTMLElement | null} */ (null));
  const free = !control && !others.onInput && !others.onChange;
  useEffect(() => tell(name), [name]);
  useLayoutEffect(() => {
    if (free && value !== undefined && field.current) /** @type {HTMLInputElement} */ (field.current).value = value;
  }, [value]);
  useLayoutEffect(() => { // not after it is drawn: that would take the focus from who is quicker
    if (autofocus) field.current?.focus();
  }, []);
  const problem = problems.get(name);
  const told = [hint ? `${id}-hint` : "", problem ? `${id}-problem` : ""].filter(Boolean).join(" ");
  const given = { id, name, ref: field, autofocus: autofocus || null, "aria-invalid": problem ? "true" : null, "aria-describedby": told || null, ...(free ? {} : { value }), ...others };
  return html`
    <div class=${`field ${wide ? "wide" : ""}`}>
      <label for=${id}>${label}</label>
      ${control
        ? control(given)
        : options
        ? html`<select ...${given}>${options.map((option) => html`<option key=${option.value} value=${option.value}>${option.label}</option>`)}</select>`
        : rows
          ? html`<textarea rows=${rows} ...${given}></textarea>`
          : html`<input list=${suggestions ? `${id}-list` : null} ...${given} />`}
      ${suggestions ? html`<datalist id=${`${id}-list`}>${suggestions.map((each) => html`<option key=${each.value} value=${each.value}>${each.label}</option>`)}</datalist>` : null}
      ${hint ? html`<small class="hint" id=${`${id}-hint`}>${hint}</small>` : null}
      ${problem ? html`<small class="field-problem" id=${`${id}-problem`}><${Said} wrong=${problem} /></small>` : null}
    </div>`;
}

/**
 * Flat names as the nested input: { "lines.0.text": "a" } is { lines: [{ text: "a" }] }.
 * @param {Record<string, string>} values @returns {any}
 */
export function nested(values) {
  /** @type {any} */
  const made = {};
  for (const [name, value] of Object.entries(values)) {
    const steps = name.split(".");
    let place = made;
    steps.forEach((step, index) => {
      if (index === steps.length - 1) place[step] = value;
      else place = place[step] ??= /^\d+$/.test(steps[index + 1] ?? "") ? [] : {};
    });
  }
  return made;
}
