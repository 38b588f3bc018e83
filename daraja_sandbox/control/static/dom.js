// Elements from plain values. Text is always text: nothing here reads markup.

/** An element. Properties: `class`, `text`, `data`, `on` (handlers by event), everything else an attribute. */
export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name === "on") for (const [event, work] of Object.entries(value)) made.addEventListener(event, work);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

/** Change a text only when it differs, so that nothing is read aloud twice. */
export function put(element, text) {
  const wanted = String(text);
  if (element.textContent !== wanted) element.textContent = wanted;
}

/**
 * Let `parent` show one child per item, in order. Children are kept by key: what has focus, is open or was
 * typed stays. `make(item)` answers an element that may carry `update(item)`.
 */
export function keep(parent, items, key, make) {
  const held = (parent.held ??= new Map());
  const wanted = new Set(items.map(key));
  for (const [name, node] of held) {
    if (wanted.has(name)) continue;
    node.remove();
    held.delete(name);
  }
  let next = parent.firstChild;
  for (const item of items) {
    const name = key(item);
    let node = held.get(name);
    if (!node) held.set(name, (node = make(item)));
    node.update?.(item);
    if (node === next) next = node.nextSibling;
    else parent.insertBefore(node, next);
  }
}

let timer = 0;
/** Say something to everybody: shown for a while, and read aloud. */
export function say(text, bad = false) {
  const place = document.getElementById("said");
  place.replaceChildren(el("p", { class: bad ? "toast bad" : "toast", text }));
  clearTimeout(timer);
  timer = setTimeout(() => place.replaceChildren(), 8000);
}

/** Say something to those who hear the page; the others see it anyway. */
export function hear(text) {
  put(document.getElementById("heard"), text);
}

/** A button that cannot be pressed again while its work is under way; what goes wrong is said. */
export function button(text, work, props = {}) {
  const made = el("button", { type: "button", ...props, text });
  made.addEventListener("click", () => busy(made, work));
  return made;
}

/** Run `work` unless it runs already; answers whether it ran well. */
export async function busy(element, work) {
  if (element.getAttribute("aria-busy") === "true") return false;
  element.setAttribute("aria-busy", "true");
  try {
    await work();
    return true;
  } catch (error) {
    say(error.message, true);
    return false;
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/** `work` after the typing has paused. */
export function paused(work, wait = 250) {
  let waiting = 0;
  return (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => work(...given), wait);
  };
}
