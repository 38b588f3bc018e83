// That something waits for the reader in another business than the one that is chosen.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { business, businesses, chooseBusiness } from "../../frame/session.js";
import { WAITING_ANYWHERE } from "./operations.js";
import { t } from "./texts.js";

export function Elsewhere() {
  const known = useQuery(WAITING_ANYWHERE, businesses.value.length > 1 ? {} : null);
  /** @type {Map<string, { name: string, count: number }>} */
  const found = new Map();
  for (const { business: where } of known.data?.approvals.nodes ?? []) {
    if (where.id !== business.value?.id) found.set(where.id, { name: where.name, count: (found.get(where.id)?.count ?? 0) + 1 });
  }
  return [...found].map(([id, { name, count }]) => html`
    <div key=${id} class="note warn elsewhere" role="status"><p>${t("elsewhere", { count, name })}</p>
      <button type="button" class="quiet" onClick=${() => chooseBusiness(id)}>${t("goThere")}</button></div>`);
}
