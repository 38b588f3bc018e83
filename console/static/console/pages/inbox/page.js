// What came to the tills: what each callback was, how far it is worked through, and what it led to.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useState } from "../../vendor/preact-hooks.js";
import { useConnection } from "../../client/pages.js";
import { act, Refusal } from "../../client/query.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { ChoiceFilter, DayFilter, dayRange, Filters } from "../../parts/filters.js";
import { Money } from "../../parts/money.js";
import { Empty } from "../../parts/states.js";
import { Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { toast } from "../../parts/toast.js";
import { Tabs } from "../collections/tabs.js";
import { Callback } from "./callback.js";
import { INBOX, REPLAY_CALLBACKS } from "./operations.js";
import { Led, ShownState } from "./state.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/inbox/inbox.css"];

/** @typedef {Operations["Inbox"]["data"]["callbacks"]["nodes"][number]} Row */
/** @typedef {Operations["Inbox"]["data"]["inbox"]} Standing */

const NAMES = ["show", "kind", "day", "from", "to"];
const KINDS = /** @type {Row["kind"][]} */ (["STK", "C2B_CONFIRMATION", "C2B_VALIDATION", "RESULT", "TIMEOUT"]);
const SHOWN = /** @type {const} */ ({
  dead: { states: ["DEAD"] },
  failing: { failing: true },
  waiting: { states: ["DUE"], failing: false },
  malformed: { states: ["MALFORMED"] },
  unread: { couldBeMoney: false },
  done: { states: ["DONE"] },
});
const EVERY = 3_000;

export function Page() {
  const { query } = place.value;
  const here = business.value;
  const kind = /** @type {Row["kind"] | null} */ (query.get("kind"));
  const shown = /** @type {keyof typeof SHOWN | null} */ (query.get("show"));
  const filter = { ...(shown && SHOWN[shown]), kinds: kind ? [kind] : null, day: dayRange(query) };
  const pages = useConnection(INBOX, here && { business: here.id, filter }, (data) => data.callbacks);
  const standing = pages.known.data?.inbox;
  const [open, setOpen] = useState(/** @type {Row | null} */ (null));
  const moving = Boolean(standing && standing.waiting + standing.failing > 0);
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(() => document.visibilityState === "visible" && pages.known.again(), EVERY);
    return () => clearInterval(timer);
  }, [moving]);
  const options = Object.keys(SHOWN).map((value) => ({ value, label: t(/** @type {keyof typeof SHOWN} */ (value)) }));
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Tabs} />
    ${standing ? html`<${Open} standing=${standing} again=${pages.known.again} />` : null}
    <${Filters} names=${NAMES}>
      <${ChoiceFilter} name="show" label=${t("show")} options=${options} />
      <${ChoiceFilter} name="kind" label=${t("kind")} options=${KINDS.map((value) => ({ value, label: t(value) }))} />
      <${DayFilter} />
    <//>
    <${Table} label=${t("title")} columns=${columns(setOpen)} pages=${pages} filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />
    ${open ? html`<${Callback} key=${open.id} row=${open} again=${pages.known.again} onClose=${() => setOpen(null)} />` : null}`;
}

/** How much is not worked off, and the way to have it done. @param {{ standing: Standing, again: () => Promise<void> }} props */
function Open({ standing, again }) {
  const { waiting, failing, dead, malformed, failingRoutings } = standing;
  const left = failing + dead + malformed + failingRoutings;
  async function replay() {
    if (!(await confirm({ title: t("replayTitle"), says: t("replaySays"), verb: t("replay") }))) return;
    const input = { business: business.value?.id ?? "", unprocessed: true };
    try {
      const { replayed, routings, left: more } = await act(REPLAY_CALLBACKS, { input });
      toast(t(more ? "someLeft" : "replayed", { count: (replayed ?? 0) + (routings ?? 0) }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      toast(error.message, "bad");
    }
    await again();
  }
  const counts = /** @type {const} */ ([["waiting", waiting], ["failing", failing], ["dead", dead], ["malformed", malformed], ["failingRoutings", failingRoutings]]);
  return html`
    <section class=${`note ${dead || failingRoutings ? "bad" : left ? "warn" : "good"} inbox-standing`} aria-label=${t("standing")}>
      <div role="status">
        ${waiting ? html`<p>${t("moving", { count: waiting })}</p>` : left ? null : html`<p>${t("nothingOpen")}</p>`}
        ${left ? html`<p>${counts.filter(([name, count]) => count && name !== "waiting").map(([name, count]) => html`<span key=${name}>${t(name)}: <b>${count}</b></span>`)}</p>` : null}
        ${dead || failingRoutings ? html`<p class="fine">${t("deadSays")}</p>` : null}
        ${malformed ? html`<p class="fine">${t("malformedSays")} <a href="/cases">${t("toCases")}</a></p>` : null}
      </div>
      ${left && may("till.manage") ? html`<button type="button" class="quiet" onClick=${replay}>${t("replayAll")}</button>` : null}
    </section>`;
}

/** @param {(row: Row) => void} look @returns {import("../../parts/table.js").Column<Row>[]} */
function columns(look) {
  return [
    { name: "at", label: t("at"), main: true, show: (row) => html`<${Time} at=${row.receivedAt} />` },
    { name: "kind", label: t("kind"), show: (row) => t(row.kind) },
    { name: "till", label: t("till"), show: (row) => row.till.name },
    { name: "state", label: t("state"), show: (row) => html`<${ShownState} row=${row} />` },
    { name: "led", label: t("led"), show: (row) => html`<${Led} row=${row} />` },
    {
      name: "look",
      label: t("look"),
      verbs: true,
      show: (row) => html`<button type="button" class="link" aria-label=${t("lookNamed", { time: row.receivedAt.slice(0, 19).replace("T", " ") })} onClick=${() => look(row)}>${t("look")}</button>`,
    },
  ];
}
