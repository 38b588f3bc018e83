// Faults as switches: a sentence each, and beside it for which call and how often.
import { ask, tell } from "./api.js";
import { busy, button, el, keep, put, say } from "./dom.js";
import { field } from "./form.js";
import { refresh as redraw } from "./live.js";
import { behaviours } from "./behaviour.js";
import { many } from "./words.js";

const OFTEN = [["once", "the next time"], ["times", "the next few times"], ["always", "every time"], ["share", "a share of the times"]];
const on = el("ul", { class: "on" }), none = el("p", { class: "note", text: "No fault is on: everything works as it should." });
const groups = el("div", { class: "packed" }), behaviour = behaviours(redraw);
const seed = field({ name: "seed", label: "Seed", value: "1", size: 6, hint: "the same seed, the same bad day" });
const badDay = button("Begin a bad day", async () => {
  await tell("faults", { fault: "bad_day", seed: seed.input.value });
  say("A bad day begins");
  await redraw();
});

export const root = el("div", {},
  el("section", { "aria-labelledby": "h-faults" },
    el("h2", { id: "h-faults", text: "Faults" }), none, on,
    el("details", { class: "box" }, el("summary", { text: "A bad day: a little of everything" }),
      el("p", { class: "note", text: "Fifteen faults at once, each for a small share of the calls, until cleared." }),
      el("div", { class: "bar" }, seed.root, badDay)),
    groups),
  behaviour.root);

export async function refresh() {
  const told = await ask("faults");
  const words = new Map(told.groups.flatMap(group => group.faults.map(one => [one.fault, one])));
  none.hidden = told.faults.length > 0;
  const numbered = told.faults.map((one, place) => ({ ...one, place }));
  keep(on, numbered, one => `${one.place} ${one.fault} ${one.call} ${one.how}`, () => orderRow(words));
  const ordered = Object.groupBy(told.faults, one => one.fault);
  keep(groups, told.groups, one => one.title, group => groupBox(group));
  for (const box of groups.children) box.show(ordered);
  behaviour.show(told.switch_list, told.switches);
}

/** What an order does, in words: for which call, how often, with what. */
function said(order, fault) {
  const call = fault?.calls.find(one => one.call === order.call)?.words ?? order.call;
  const how = fault?.hows.find(one => one.how === order.how)?.words ?? order.how;
  const share = order.rate === "1" ? "" : `${Number(order.rate) * 100} % of the times`;
  const left = order.times_left === null ? share || "every time" : `${many(order.times_left, "time")} left${share ? `, ${share}` : ""}`;
  return [call, how, left].filter(Boolean).join(" · ");
}

function orderRow(words) {
  const name = el("strong", {}), text = el("span", {});
  const made = el("li", {}, name, " ", text);
  made.update = order => {
    const one = words.get(order.fault);
    put(name, one?.name ?? order.fault);
    put(text, said(order, one));
  };
  return made;
}

function groupBox(group) {
  const rows = group.faults.map(faultRow);
  const box = el("section", { class: "card", "aria-label": group.title },
    el("h3", { text: group.title }), el("p", { class: "note", text: group.about }), ...rows.map(row => row.root));
  box.show = ordered => rows.forEach(row => row.show(ordered[row.fault] ?? []));
  return box;
}

function faultRow(one) {
  const id = `fault-${one.fault}`;
  const call = field({ name: "call", label: "For", options: one.calls.map(({ call: name, words }) => [name, words]) });
  const often = field({ name: "often", label: "How often", options: OFTEN });
  const times = field({ name: "times", label: "Times", type: "number", min: 1, value: "3" });
  const share = field({ name: "rate", label: "Share in %", type: "number", min: 0, max: 100, value: "20" });
  const how = one.hows.length ? field({ name: "how", label: "How", options: one.hows.map(({ how: name, words }) => [name, words]) }) : null;
  const late = one.timed ? field({ name: "seconds", label: "Seconds", type: "number", min: 0, value: "5" }) : null;
  const fields = [call, often, times, share, how, late].filter(Boolean);
  const summary = el("summary", {}), state = el("p", { class: "is-on", hidden: true });
  const settings = el("details", { class: "settings" }, summary, el("div", { class: "bar" }, ...fields.map(part => part.root)));
  const toggle = el("button", { type: "button", role: "switch", class: "switch", "aria-checked": "false", "aria-labelledby": `${id}-name`, "aria-describedby": `${id}-text` });

  const about = () => {
    times.root.hidden = often.input.value !== "times";
    share.root.hidden = often.input.value !== "share";
    const chosen = [call, often, how].filter(Boolean).map(part => part.input.selectedOptions[0].textContent);
    put(summary, `For ${chosen[0]}, ${chosen[1]}${chosen[2] ? `, ${chosen[2]}` : ""}`);
  };
  const order = () => {
    const given = { fault: one.fault, call: call.input.value, times: null };
    if (often.input.value === "once") given.times = 1;
    if (often.input.value === "times") given.times = Number(times.input.value);
    if (often.input.value === "share") Object.assign(given, { rate: share.input.value === "" ? "" : String(Number(share.input.value) / 100), seed: one.fault });
    if (how) given.how = how.input.value;
    if (late) given.seconds = late.input.value;
    return given;
  };
  toggle.addEventListener("click", () => busy(toggle, async () => {
    const off = toggle.getAttribute("aria-checked") === "true";
    fields.forEach(part => part.tell(""));
    try {
      if (off) await tell("faults", { fault: one.fault }, "DELETE");
      else await tell("faults", order());
    } catch (error) {
      settings.open = true;
      fields.find(part => part.name === error.field)?.tell(error.plain);
      throw error;
    }
    say(`${one.name} is ${off ? "off" : "on"}`);
    await redraw();
  }));
  settings.addEventListener("change", about);
  about();

  const root = el("div", { class: "fault" },
    toggle,
    el("div", {}, el("p", {}, el("strong", { id: `${id}-name`, text: one.name }), " ", el("span", { id: `${id}-text`, text: one.sentence })), state, settings));
  const show = orders => {
    const isOn = orders.length > 0;
    toggle.setAttribute("aria-checked", String(isOn));
    root.classList.toggle("is", isOn);
    state.hidden = !isOn;
    settings.hidden = isOn;
    put(state, isOn ? `On: ${said(orders[0], one)}${orders.length > 1 ? ` and ${orders.length - 1} more` : ""}` : "");
  };
  return { fault: one.fault, root, show };
}
