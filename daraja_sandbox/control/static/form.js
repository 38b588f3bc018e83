// Forms: labelled fields, problems at the field that has them, and no second sending while one is under way.
import { Refused } from "./api.js";
import { busy, el, say } from "./dom.js";

let number = 0;

/** A labelled input. `options` ([value, text] pairs) makes it a choice; `type: "checkbox"` a tick. */
export function field({ name, label, hint, options, ...props }) {
  const id = `field-${(number += 1)}`;
  const input = options
    ? el("select", { id, name, ...props }, ...options.map(([value, text]) => el("option", { value, text })))
    : el("input", { id, name, autocomplete: "off", ...props });
  const problem = el("span", { class: "problem", id: `${id}-problem`, hidden: true });
  const help = hint ? el("span", { class: "hint", id: `${id}-hint`, text: hint }) : null;
  input.setAttribute("aria-describedby", [help?.id, problem.id].filter(Boolean).join(" "));
  const text = el("label", { for: id, text: label });
  const tick = props.type === "checkbox";
  const root = el("div", { class: tick ? "field tick" : "field" }, ...(tick ? [input, text] : [text, input]), help, problem);
  return { root, input, name, tell: message => tellProblem(input, problem, message) };
}

function tellProblem(input, problem, message) {
  problem.hidden = !message;
  problem.textContent = message;
  if (message) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/**
 * A form of `fields` whose `submit()` may be refused: the problem is shown at its field, which gets the focus.
 * Further children (`rest`) stand before the buttons.
 */
export function form({ fields, submit, send, label, rest = [], others = [] }) {
  const root = el("form", { novalidate: true, "aria-label": label });
  const sender = el("button", { class: "main", text: send });
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  root.append(...fields.map(one => one.root), ...rest, problem, el("div", { class: "buttons" }, sender, ...others));
  const clear = () => {
    fields.forEach(one => one.tell(""));
    problem.hidden = true;
  };
  root.addEventListener("submit", event => {
    event.preventDefault();
    busy(root, async () => {
      clear();
      try {
        await submit();
      } catch (error) {
        const one = error instanceof Refused ? fields.find(candidate => candidate.name === error.field) : null;
        if (one) {
          one.tell(error.plain);
          one.input.focus();
        } else {
          problem.textContent = error.message;
          problem.hidden = false;
        }
        say(error.message, true);
      }
    });
  });
  return { root, sender, clear };
}
