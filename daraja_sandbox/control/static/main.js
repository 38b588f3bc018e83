// The frame: which part is shown, what rings and which faults are on, the clock.
import { ask, tell } from "./api.js";
import { button, el, keep, put, say } from "./dom.js";
import * as faults from "./faults.js";
import { refresh, turnTo, watch } from "./live.js";
import * as organisations from "./organisations.js";
import * as phones from "./phones.js";
import * as traffic from "./traffic.js";
import { isPhone, many, moment, msisdn } from "./words.js";

const VIEWS = { phones, organisations, faults, traffic };
const at = id => document.getElementById(id);
const names = new Map();

/** The part and its detail out of an address such as #/phones/254700000101. */
function place() {
  const [, name = "", detail = ""] = location.hash.match(/^#\/([a-z]+)(?:\/(.*))?$/) ?? [];
  let text = detail;
  try {
    text = decodeURIComponent(detail);
  } catch { /* a stray % is taken as it stands */ }
  return { name: Object.hasOwn(VIEWS, name) ? name : "phones", detail: text };
}

/** `/?msisdn=0700000101` is the same as `/#/phones/254700000101`, for whoever cannot write a fragment. */
function fromQuery() {
  const given = new URLSearchParams(location.search).get("msisdn");
  if (given === null) return;
  const number = msisdn(given);
  history.replaceState(null, "", isPhone(number) ? `/#/phones/${number}` : "/");
  if (!isPhone(number)) say(`${given} is not the number of a phone here`, true);
}

function go() {
  const { name, detail } = place();
  const view = VIEWS[name];
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!view.root.isConnected) {
    at("main").replaceChildren(view.root);
    scrollTo(0, 0);
  }
  view.open?.(detail);
  return turnTo(view);
}

function frame(now) {
  const faster = now.speed > 1 ? ` ×${now.speed}` : "";
  put(at("now"), `${moment(now.now)} EAT${faster}`);
  if (document.activeElement !== at("speed")) at("speed").value = now.speed;
  counted("count-ringing", now.ringing);
  counted("count-faults", now.faults.length);
  document.title = `${now.ringing ? `(${now.ringing}) ` : ""}Daraja sandbox`;
  const strip = at("on-now");
  strip.hidden = now.faults.length === 0;
  keep(strip, strip.hidden ? [] : ["on"], one => one, () => {
    const list = el("span", {});
    const off = button("Clear all", async () => {
      await tell("faults", {}, "DELETE");
      say("All faults are off");
      await refresh();
    });
    const row = el("p", {}, el("strong", { text: "Faults on: " }), list, " ", off);
    row.list = list;
    return row;
  });
  if (!strip.hidden) {
    const words = now.faults.map(fault => names.get(fault) ?? fault);
    const rest = words.length > 6 ? ` and ${words.length - 6} more` : "";
    put(strip.firstChild.list, words.slice(0, 6).join(", ") + rest);
  }
}

function counted(id, count) {
  at(id).hidden = count === 0;
  put(at(id).firstChild, count);
}

function clock() {
  const move = body => async () => {
    const told = await tell("clock", body);
    say(`It is ${moment(told.now)} EAT`);
    await refresh();
  };
  at("hour").replaceWith(button("An hour on", move({ advance_seconds: 3600 })));
  at("day").replaceWith(button("A day on", move({ advance_seconds: 86_400 })));
  at("speed").addEventListener("change", async () => {
    try {
      const told = await tell("clock", { speed: Number(at("speed").value) });
      say(`${many(told.speed, "second")} here in each second`);
    } catch (error) {
      say(error.message, true);
    }
  });
}

async function begin() {
  fromQuery();
  clock();
  for (const group of (await ask("faults")).groups) {
    for (const one of group.faults) names.set(one.fault, one.name);
  }
  addEventListener("hashchange", go);
  document.querySelector(".skip").addEventListener("click", event => {
    event.preventDefault(); // its #main is no part of this page's addresses
    at("main").focus();
  });
  watch(frame);
  await go();
}

begin().catch(error => {
  put(at("offline"), error.message);
  at("offline").hidden = false;
  setTimeout(() => location.reload(), 5000);
});
