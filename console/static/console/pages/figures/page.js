// How the business does over days, hours or tills, from the period in all down to the rows.

import { html } from "../../vendor/htm-preact.js";
import { daysShown, today } from "../../client/clock.js";
import { useGathered, useQuery } from "../../client/live.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { ChoiceFilter, Filters, TillFilter } from "../../parts/filters.js";
import { Empty, Failed, Loading, Reading } from "../../parts/states.js";
import { daysOf, NAMES } from "../named_period/days.js";
import { NamedPeriod } from "../named_period/filter.js";
import { Charts } from "./charts.js";
import { isNothing, measuresOf, worthShowing } from "./measures.js";
import { FIGURES, PERIODS } from "./operations.js";
import { t } from "./texts.js";
import { Tiles } from "./tiles.js";

/** @typedef {Operations["Figures"]["data"]} Known */

export const styles = ["/static/console/pages/figures/figures.css"];

const BY = /** @type {const} */ (["DAY", "HOUR", "TILL"]);
/** By hour so many days at most, as the server has it. */
const MOST_BY_HOUR = 31;
const MOST_DAYS = 400;
const READ_BY = /^(receipt|payment_request|payout)\./;

export function Page() {
  const here = business.value;
  const known = useQuery(PERIODS, here && { business: here.id });
  const periods = known.data?.reports.find(({ key }) => key === "COLLECTIONS")?.periods ?? [];
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    ${known.data ? html`<${Shown} periods=${periods} />` : known.problem ? html`<${Failed} problem=${known.problem} again=${known.again} />` : html`<${Loading} rows=${8} />`}`;
}

/** @param {{ periods: readonly import("../named_period/days.js").Named[] }} props */
function Shown({ periods }) {
  const here = business.value;
  const { query } = place.value;
  const days = daysOf(query, periods);
  const hours = days !== null && lengthOf(days) <= MOST_BY_HOUR;
  const first = days?.from === days?.to ? "HOUR" : "DAY";
  const wanted = BY.find((each) => each === query.get("by")) ?? first;
  const by = wanted === "HOUR" && !hours ? "DAY" : wanted;
  const till = query.get("till");
  const wrong = days?.from && days.to ? wrongDays(days) : null;
  const known = useQuery(FIGURES, here && days?.from && days.to && !wrong ? { business: here.id, from: days.from, to: days.to, by, till } : null);
  const soon = useGathered(known.again, 2_000);
  useNews(READ_BY, () => days !== null && days.to >= today() && soon());
  if (!days) return null;
  return html`
    <${Filters} names=${[...NAMES, "by", "till"]}>
      <${NamedPeriod} periods=${periods} days=${days} />
      <${ChoiceFilter} name="by" label=${t("by")} first=${t(first)} options=${BY.filter((each) => each !== first && (hours || each !== "HOUR")).map((value) => ({ value, label: t(value) }))} />
      <${TillFilter} tills=${known.data?.tills.nodes} />
    <//>
    ${wrong ? html`<p class="note warn" role="alert">${t(wrong)}</p>` : html`<${Reading} known=${known} rows=${8}>${(/** @type {Known} */ data) => html`<${Whole} data=${data} till=${till} />`}<//>`}`;
}

/** @param {{ data: Known, till: string | null }} props */
function Whole({ data: { metrics, tills }, till }) {
  const asked = { from: metrics.fromDay, to: metrics.toDay, till };
  const days = html`<p class="fine about-days">${daysShown(metrics.fromDay, metrics.toDay)}</p>`;
  if (isNothing(metrics.total)) {
    const [href, name] = tills.nodes.length || !may("till.manage") ? ["/", t("ask")] : ["/settings/tills", t("addTill")];
    return html`${days}<${Empty} title=${t("nothingHere")} action=${html`<a class="button" href=${href}>${name}</a>`}>${t("nothingSays")}<//>`;
  }
  const measures = worthShowing(measuresOf(metrics), metrics.total);
  return html`
    ${days}
    <${Tiles} measures=${measures} metrics=${metrics} asked=${asked} />
    <${Charts} measures=${measures} metrics=${metrics} asked=${asked} />`;
}

/** What is wrong with them, by the name of its words. @param {{ from: string, to: string }} days @returns {"lastBeforeFirst" | "tooManyDays" | null} */
function wrongDays(days) {
  if (days.to < days.from) return "lastBeforeFirst";
  return lengthOf(days) > MOST_DAYS ? "tooManyDays" : null;
}

/** So many days, both ends included. @param {{ from: string, to: string }} days */
function lengthOf({ from, to }) {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
}
