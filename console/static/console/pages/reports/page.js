// Reports to keep: what there is and what each answers, asking for one, and those that were asked for.

import { html } from "../../vendor/htm-preact.js";
import { spoken } from "../../client/language.js";
import { useFollow, useGathered, useQuery } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { place, setQuery } from "../../frame/router.js";
import { business, may } from "../../frame/session.js";
import { Reading } from "../../parts/states.js";
import { NAMES } from "../named_period/days.js";
import { Schedules } from "../report_schedules/schedules.js";
import { Asking } from "./asking.js";
import { THINGS } from "./choices.js";
import { Files } from "./files.js";
import { grouped } from "./groups.js";
import { reportAddress } from "./link.js";
import { REPORT_CHANGED, REPORT_FILES, REPORTS } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {Operations["ReportCatalogue"]["data"]} Catalogue */

export const styles = ["/static/console/pages/reports/reports.css"];

/** So many files are shown at a time. */
const SHOWN = 5;
/** What the address says of the report that is being asked for. */
const ASKED = ["report", ...NAMES, ...Object.values(THINGS), "till"];

export function Page() {
  const here = business.value;
  const known = useQuery(REPORTS, here && { business: here.id, language: spoken() });
  const files = useConnection(REPORT_FILES, here && { business: here.id }, (data) => data.reportFiles, SHOWN);
  const again = useGathered(files.known.again);
  useFollow(REPORT_CHANGED, here && may("events.read") ? { business: here.id } : null, again);
  const close = () => setQuery(Object.fromEntries(ASKED.map((name) => [name, null])));
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Files} pages=${files} />
    <${Reading} known=${known} rows=${8}>${(/** @type {Catalogue} */ { reports }) => {
      const asked = reports.find(({ key }) => key === place.value.query.get("report"));
      return html`
        <div class="catalogue">${grouped(reports).map((group) => html`
          <section key=${group.name} class="card" aria-labelledby=${`group-${group.name}`}><h2 id=${`group-${group.name}`}>${t(group.name)}</h2>
            <ul>${group.reports.map((report) => html`<li key=${report.key}><a href=${reportAddress(report.key)}>${report.title}</a><p class="fine">${report.answers}</p></li>`)}</ul>
          </section>`)}</div>
        ${may("business.manage") ? html`<${Schedules} />` : null}
        ${asked ? html`<${Asking} key=${asked.key} report=${asked} onClose=${close} onAsked=${again} />` : null}`;
    }}<//>`;
}
