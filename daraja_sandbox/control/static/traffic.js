// The newest calls that came in and messages that went out; each opens to what was said.
import { ask } from "./api.js";
import { el, keep, paused, put } from "./dom.js";
import { refresh as redraw } from "./live.js";
import { laidOut, time } from "./words.js";

const WAYS = [["all", "Everything"], ["calls", "Calls that came in"], ["callbacks", "Messages that went out"], ["bad", "What went badly"]];
const MOST = 500, STEP = 50;
let way = "all", find = "", limit = STEP, now = "";

const search = el("input", { type: "search", id: "find-traffic", placeholder: "Number, receipt, address", autocomplete: "off" });
const choice = el("select", { id: "way" }, ...WAYS.map(([value, text]) => el("option", { value, text })));
const counts = el("p", { class: "note" }), rows = el("ol", { class: "traffic" });
const none = el("p", { class: "note", hidden: true });
const more = el("button", { type: "button", text: "Show more", hidden: true });
export const root = el("section", { "aria-labelledby": "h-traffic" },
  el("h2", { id: "h-traffic", text: "Traffic" }),
  el("div", { class: "bar" },
    el("div", { class: "field" }, el("label", { for: "way", text: "Show" }), choice),
    el("div", { class: "field" }, el("label", { for: "find-traffic", text: "Find" }), search)),
  counts, rows, none, more);

const again = () => {
  limit = STEP;
  return redraw();
};
choice.addEventListener("change", () => {
  way = choice.value;
  again();
});
search.addEventListener("input", paused(() => {
  find = search.value;
  again();
}));
more.addEventListener("click", () => {
  limit = Math.min(limit * 2, MOST);
  redraw();
});

export function open(detail) {
  search.value = detail;
  find = detail;
  limit = STEP;
}

export async function refresh(pulse) {
  now = pulse.now;
  const told = await ask("feed", { way, find, limit });
  keep(rows, told.rows, one => one.id, row);
  const { pending, failed, lost } = told.counts;
  put(counts, `Messages: ${pending} on their way, ${failed} failed, ${lost} lost.`);
  none.hidden = told.rows.length > 0;
  put(none, find || way !== "all" ? "Nothing like that among the newest." : "Nothing has been said yet.");
  more.hidden = told.rows.length < limit || limit >= MOST;
}

function row(first) {
  const outcome = el("span", { class: "chip" }), when = el("time", {});
  const summary = el("summary", {}, when, el("span", { class: "way", text: first.way === "call" ? "call" : "message" }),
    el("strong", { text: first.words, title: first.what }), outcome, el("span", { class: "where", text: first.where, title: first.where }));
  const bodies = el("div", { class: "bodies" });
  const box = el("details", {}, summary, bodies);
  let state = "";
  const read = async () => {
    state = latest.outcome;
    try {
      const one = await ask(`feed/${first.id}`);
      bodies.replaceChildren(...part(first.way === "call" ? "Asked" : "Sent", one.sent), ...part("Answered", one.answer));
    } catch (error) {
      bodies.replaceChildren(el("p", { class: "note", text: error.message }));
    }
  };
  let latest = first;
  // What has ended cannot change: it is read once. A message on its way is read again when it has arrived.
  box.addEventListener("toggle", () => box.open && state !== latest.outcome && read());
  const item = el("li", { data: { id: first.id } }, box);
  item.update = one => {
    latest = one;
    put(when, time(one.at, now));
    put(outcome, one.outcome);
    outcome.className = one.bad ? "chip bad" : one.outcome === "pending" ? "chip warn" : "chip good";
    if (box.open && state !== one.outcome) read();
  };
  return item;
}

function part(title, text) {
  const words = text ? laidOut(text) : "(nothing)";
  return [el("h3", { text: title }), el("pre", { tabindex: "0", "aria-label": title, text: words })];
}
