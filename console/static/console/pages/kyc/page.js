// Who wants to reach a tier: what waits for a reviewer, and what became of the rest.

import { html } from "../../vendor/htm-preact.js";
import { useGathered } from "../../client/live.js";
import { useConnection } from "../../client/pages.js";
import { useNews } from "../../frame/news.js";
import { place } from "../../frame/router.js";
import { business } from "../../frame/session.js";
import { ChoiceFilter, DayFilter, dayRange, Filters } from "../../parts/filters.js";
import { Empty } from "../../parts/states.js";
import { orderOf, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { SUBMISSIONS } from "./operations.js";
import { State, STATES } from "./states.js";
import { t } from "./texts.js";

/** @typedef {Operations["KycSubmissions"]["data"]["kycSubmissions"]["nodes"][number]} Submission */

const NAMES = ["state", "tier", "day", "from", "to"];

export function Page() {
  const { query } = place.value;
  const order = orderOf(query, "SUBMITTED_AT");
  const here = business.value;
  const [state, tier] = [query.get("state"), query.get("tier")];
  const filter = { states: state ? [state] : null, tier, day: dayRange(query) };
  const pages = useConnection(SUBMISSIONS, here && { business: here.id, filter, orderBy: order }, (data) => data.kycSubmissions);
  const again = useGathered(pages.known.again);
  useNews(/^kyc\./, () => pages.page === 1 && again());
  /** @type {{ code: string, name: string }[]} */
  const tiers = pages.known.data?.kycTiers ?? [];
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Filters} names=${NAMES}>
      <${ChoiceFilter} name="state" label=${t("state")} options=${STATES.map((value) => ({ value, label: t(value) }))} />
      <${ChoiceFilter} name="tier" label=${t("tier")} options=${tiers.map(({ code, name }) => ({ value: code, label: name }))} />
      <${DayFilter} />
    <//>
    <${Table} label=${t("title")} columns=${columns()} pages=${pages} href=${(/** @type {Submission} */ row) => `/kyc/${row.id}`}
      order=${order} file="kyc" filtered=${NAMES.some((name) => query.has(name))}
      empty=${html`<${Empty} title=${t("nothing")}>${t("nothingSays")}<//>`} />`;
}

/** @returns {import("../../parts/table.js").Column<Submission>[]} */
function columns() {
  return [
    { name: "player", label: t("player"), main: true, show: (row) => row.player.name, csv: (row) => row.player.name },
    { name: "tier", label: t("tier"), show: (row) => row.tier.name, csv: (row) => row.tier.name },
    { name: "state", label: t("state"), show: (row) => html`<${State} state=${row.state} />`, csv: (row) => row.state },
    { name: "submitted", label: t("submitted"), order: "SUBMITTED_AT", show: (row) => html`<${Time} at=${row.submittedAt} />`, csv: (row) => row.submittedAt ?? "" },
    { name: "begun", label: t("begun"), order: "CREATED_AT", show: (row) => html`<${Time} at=${row.createdAt} />`, csv: (row) => row.createdAt },
    { name: "decided", label: t("decided"), show: (row) => html`<${Time} at=${row.decidedAt} />`, csv: (row) => row.decidedAt ?? "" },
  ];
}
