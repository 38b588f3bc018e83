// Reports to keep: what there is and what each answers, asking for one, and those that were asked for.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { language, spoken } from "../../client/language.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { place, setQuery } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Reading } from "../../parts/states.js";
import { NAMES } from "../named_period/days.js";
import { Schedules } from "../report_schedules/schedules.js";
import { Asking } from "./asking.js";
import { Catalogue } from "./catalogue.js";
import { THINGS } from "./choices.js";
import { Files } from "./files.js";
import { REPORT_CHANGED, REPORT_FILES, REPORTS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["ReportCatalogue"]["data"]} Known */

export const styles = ["/static/console/pages/reports/reports.css"];

/** So many files are shown, and so many at a time to who wants all. */
const [FEW, MANY] = [3, 20];
/** What the address says of the report that is being asked for. */
const ASKED = ["report", ...NAMES, ...Object.values(THINGS), "till", "branch"];

export function Page() {
  const here = business.value;
  const known = useQuery(REPORTS, here && { business: here.id, language: spoken(), ofMarkets: may("market.read") });
  const [all, setAll] = useState(false);
  const files = useConnection(REPORT_FILES, here && { business: here.id }, (data) => data.reportFiles, all ? MANY : FEW);
  const again = useGathered(files.known.again);
  useFollow(REPORT_CHANGED, here && may("events.read") ? { business: here.id } : null, again);
  const close = () => setQuery(Object.fromEntries(ASKED.map((name) => [name, null])));
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}${language.value === "sw" ? html` ${t("inEnglish")}` : null}</p></div>
    <${Files} pages=${files} all=${all} onAll=${setAll} />
    <${Reading} known=${known} rows=${8}>${(/** @type {Known} */ { reports, markets }) => {
      const wanted = place.value.query.get("report");
      const asked = reports.find(({ key }) => key === wanted);
      return html`
        ${wanted && !asked ? html`<div class="note warn" role="status"><p>${t("noSuchReport")}</p></div>` : null}
        <${Catalogue} reports=${reports} hasMarkets=${!markets || markets.totalCount > 0} />
        ${may("business.manage") ? html`<${Schedules} />` : null}
        ${asked ? html`<${Asking} key=${asked.key} report=${asked} onClose=${close} onAsked=${again} />` : null}`;
    }}<//>`;
}
