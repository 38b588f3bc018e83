// How a market stands, who is being waited for, what may be done next, and why not the rest.

import { html } from "../../vendor/htm-preact.js";
import { act } from "../../client/query.js";
import { go, setQuery } from "../../frame/router.js";
import { may } from "../../frame/session.js";
import { confirm } from "../../parts/confirm.js";
import { Time } from "../../parts/time.js";
import { told } from "../../parts/toast.js";
import { OnlyYou } from "../approvals/only_you.js";
import { actShown } from "../approvals/states.js";
import { isOverdue } from "../markets/states.js";
import { CLOSE_MARKET, RESUME_MARKET } from "./operations.js";
import { standing, stepsOf } from "./steps.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Market} Market */
/** @typedef {import("./page.js").Asked} Asked */
/** @typedef {import("./steps.js").Verb} Verb */

/**
 * @param {{ market: Market, waiting: readonly Asked[] | null, again: () => Promise<void> }} props `waiting`: null until it is known
 */
export function Next({ market, waiting, again }) {
  const { steps, later, main } = stepsOf(market, waiting ?? []);
  const manages = waiting !== null && may("market.manage");
  const can = steps.filter(({ why }) => !why);
  const cannot = [...steps.filter(({ why }) => why), ...later];
  const kind = isOverdue(market) || market.state === "DISPUTED" ? "bad" : "";
  /** @param {Verb} verb */
  async function press(verb) {
    if (verb === "EDIT") return go(`/markets/${market.id}/edit`);
    if (verb !== "RESUME" && verb !== "CLOSE") return setQuery({ do: verb });
    const sure = verb === "RESUME" || (await confirm({ title: t("CLOSE"), says: t("CLOSESays"), verb: t("CLOSE"), danger: true }));
    if (!sure) return undefined;
    await told(() => (verb === "RESUME" ? act(RESUME_MARKET, { input: { market: market.id } }) : act(CLOSE_MARKET, { input: { market: market.id } })), t(`${verb}Done`));
    return again();
  }
  return html`
    <section class="card market-next no-print" aria-label=${t("next")} aria-busy=${waiting === null}>
      <p class=${kind ? "note bad" : ""} role="status">${standing(market)}</p>
      ${(waiting ?? []).map((each) => html`<${Waits} key=${each.id} asked=${each} />`)}
      ${manages && can.length ? html`
        <div class="actions">
          ${can.filter(({ verb }) => verb !== main).map(({ verb }) => html`<button type="button" key=${verb} class="quiet" onClick=${() => press(verb)}>${t(verb)}</button>`)}
          ${can.filter(({ verb }) => verb === main).map(({ verb }) => html`<button type="button" key=${verb} onClick=${() => press(verb)}>${t(verb)}</button>`)}
        </div>` : null}
      ${manages && cannot.length ? html`
        <details class="later" open=${can.length === 0}><summary>${t("notYet")}</summary>
          <dl class="facts">${cannot.map(({ verb, why }) => html`<dt key=${`${verb} name`}>${t(verb)}</dt><dd key=${verb}>${why}</dd>`)}</dl></details>` : null}
      ${may("market.manage") ? null : html`<p class="fine">${t("onlyLook")}</p>`}
    </section>`;
}

/** @param {{ asked: Asked }} props */
function Waits({ asked }) {
  const says = asked.maker.isMe ? t("waitsMine") : may("market.decide") ? t("waitsYours") : t("waitsOther");
  return html`
    <div class="note warn" role="status"><p><b>${actShown(asked.kind)}</b>: ${says} <small class="fine">${asked.maker.name}, <${Time} at=${asked.createdAt} /></small></p>
      <a class="button quiet" href=${`/approvals/${asked.id}`}>${t("toRequest")}</a></div>
    ${asked.maker.isMe ? html`<${OnlyYou} kind=${asked.kind} at=${asked.createdAt} />` : null}`;
}
