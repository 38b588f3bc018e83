// The day as it happens: what came in, what waits, what nobody could place, and the newest of each.

import { html } from "../../vendor/htm-preact.js";
import { useEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { useGathered, useQuery } from "../../client/live.js";
import { inUse } from "../../client/tills.js";
import { useNews } from "../../frame/news.js";
import { business, may } from "../../frame/session.js";
import { Reading } from "../../parts/states.js";
import { Paused } from "../till/pausing/banner.js";
import { Alerts } from "./alerts.js";
import { AskForPayment } from "./ask.js";
import { DayChart } from "./day_chart.js";
import { Feed } from "./feed.js";
import { Figures } from "./figures.js";
import { TODAY } from "./operations.js";
import { Requests } from "./requests.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/today/today.css"];

const MINUTE = 60_000;
const READ_BY = /^(receipt|payment_request|invoice)\./;

export function Page() {
  const here = business.value;
  const known = useQuery(TODAY, here && { business: here.id });
  const soon = useGathered(known.again);
  useNews(READ_BY, soon);
  // "Against yesterday at this hour" and midnight need no news to become other figures.
  useEffect(() => {
    const timer = setInterval(soon, MINUTE);
    return () => clearInterval(timer);
  }, []);
  const tills = inUse(known.data?.tills.nodes);
  const fresh = useFresh(known.data?.receipts.nodes ?? null);
  return html`
    <div class="page-head"><h1>${t("title")}</h1><div class="actions end"><a class="button quiet" href="/figures">${t("toFigures")}</a></div></div>
    <${Alerts} />
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["Today"]["data"]} */ data) => html`
        <${Figures} today=${data.today} />
        <div class="columns main-and-side">
          <div>
            <${Feed} receipts=${data.receipts.nodes} fresh=${fresh} />
            <${DayChart} today=${data.today} />
          </div>
          <div>
            ${may("payment.request") && tills.length
              ? html`<${Paused} whole=${data.node && "requestRules" in data.node ? data.node.requestRules?.pause : null} tills=${tills} />
                <${AskForPayment} tills=${tills} onAsked=${known.again} />`
              : null}
            <${Requests} requests=${data.paymentRequests.nodes} />
          </div>
        </div>`}
    <//>`;
}

/**
 * Ids that were not there at the reading before: they shine for a moment.
 * @param {readonly { id: string }[] | null} rows
 */
function useFresh(rows) {
  const seen = useRef(/** @type {Set<string> | null} */ (null));
  const [fresh, setFresh] = useState(/** @type {Set<string>} */ (new Set()));
  useEffect(() => {
    if (!rows) return;
    const before = seen.current;
    if (before) {
      const came = rows.filter(({ id }) => !before.has(id)).map(({ id }) => id);
      if (came.length) setFresh(new Set(came));
    }
    seen.current = new Set([...(before ?? []), ...rows.map(({ id }) => id)]);
  }, [rows]);
  return fresh;
}
