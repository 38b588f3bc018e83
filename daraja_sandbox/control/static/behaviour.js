// How this Safaricom behaves where sources disagree, and how long things take.
import { tell } from "./api.js";
import { busy, el, keep, say } from "./dom.js";

/** The list of switches. `changed()` draws everything anew. */
export function behaviours(changed) {
  const list = el("ul", { class: "behaviours" });
  const root = el("section", { "aria-labelledby": "h-behaviour" },
    el("h2", { id: "h-behaviour", text: "How this Safaricom behaves" }),
    el("p", { class: "note", text: "Not faults: what sources disagree about, and how long things take. They stay until changed back." }),
    list);
  let values = {};
  const show = (switches, told) => {
    values = told;
    keep(list, switches, one => one.switch, one => row(one, changed));
    for (const item of list.children) item.show(values);
  };
  return { root, show };
}

function row(one, changed) {
  const id = `switch-${one.switch}`;
  const input = inputOf(one, id);
  const chip = el("span", { class: "chip warn", text: "changed", hidden: true });
  const name = el("label", { for: id, text: one.sentence });
  const item = el("li", {}, el("div", {}, name, " ", el("code", { text: one.switch }), " ", chip), input);
  const value = () => (one.flag ? input.checked : input.value);
  let held = null;
  input.addEventListener("change", () => busy(input, async () => {
    try {
      await tell("switches", { [one.switch]: value() });
      input.removeAttribute("aria-invalid");
      say(`${one.switch} is ${value() === true ? "on" : value() === false ? "off" : value()}`);
    } catch (error) {
      input.setAttribute("aria-invalid", "true");
      if (one.flag) input.checked = held;
      throw error;
    }
    await changed();
  }));
  item.show = values => {
    const is = values[one.switch];
    chip.hidden = is === one.usual;
    if (is === held) return;
    held = is;
    if (one.flag) input.checked = is;
    else input.value = is;
  };
  return item;
}

function inputOf(one, id) {
  if (one.flag) return el("input", { id, type: "checkbox", role: "switch", class: "switch" });
  if (one.choices.length) return el("select", { id }, ...one.choices.map(text => el("option", { value: text, text })));
  return el("input", { id, inputmode: "decimal", size: 6, autocomplete: "off" });
}
