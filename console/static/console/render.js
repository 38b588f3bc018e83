// Building elements. Text enters the page as text, never as markup.

export function byId(id) {
  return document.getElementById(id);
}

/** `element("p", { class: "fine" }, "text", child)`; children may be text, elements, or nothing. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Draws rows into a list so that each thing keeps its element: only what is new or different is drawn anew,
 * and lit for a moment when it came as news. `view` is whatever else the drawing depends on.
 */
export function drawRows(list, things, { key = (thing) => thing.id, build, view = "", news = new Set() }) {
  const known = new Map([...list.children].map((row) => [row.dataset.key, row]));
  const rows = things.map((thing) => {
    const id = key(thing);
    const drawnFrom = JSON.stringify([thing, view]);
    const old = known.get(id);
    if (old && old.drawnFrom === drawnFrom) return old;
    const row = build(thing);
    row.dataset.key = id;
    row.drawnFrom = drawnFrom;
    if (news.has(id)) row.classList.add("news");
    return row;
  });
  const unchanged = rows.length === list.children.length && rows.every((row, place) => row === list.children[place]);
  if (!unchanged) list.replaceChildren(...rows);
}

/** Choices of a select; what was chosen stays chosen where it can. */
export function drawChoices(select, choices) {
  const drawn = JSON.stringify(choices);
  if (select.drawnFrom === drawn) return;
  select.drawnFrom = drawn;
  const before = select.value;
  select.replaceChildren(...choices.map(({ value, label }) => element("option", { value }, label)));
  if (choices.some(({ value }) => value === before)) select.value = before;
}

export function badge(word, kind) {
  return element("span", { class: `badge ${kind}` }, word);
}

/** A number as others may see it over the shoulder: "25471****678". */
export function maskedPhone(phone) {
  return /^\d{12}$/.test(phone) ? `${phone.slice(0, 5)}****${phone.slice(-3)}` : phone;
}

/**
 * Lets a form act: one submit at a time, its refusal shown in the form and on the field it is about.
 * `fields` joins the server's field names to the form's.
 */
export function onSubmit(form, carryOut, fields = {}) {
  const problem = form.querySelector(".form-problem");
  const button = form.querySelector("button[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    tell(problem, "");
    for (const field of form.elements) field.removeAttribute("aria-invalid");
    const missing = [...form.elements].find((field) => field.required && !field.value.trim());
    if (missing) return point(missing, problem, "Fill in every field.");
    button.disabled = true;
    try {
      await carryOut(form);
    } catch (refusal) {
      if (!refusal.code) throw refusal;
      const field = form.elements[fields[refusal.field] ?? refusal.field];
      point(field, problem, refusal.message);
    } finally {
      button.disabled = false;
    }
  });
}

function point(field, problem, message) {
  tell(problem, message);
  if (field instanceof HTMLElement) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
}

export function tell(node, message) {
  setText(node, message);
  node.hidden = !message;
}
