// Who a customer is: what they pay to, how they are reached, how much may be due; and putting them away.

import { html } from "../../vendor/htm-preact.js";
import { dayOf } from "../../client/clock.js";
import { act } from "../../client/query.js";
import { may } from "../../frame/session.js";
import { Chip } from "../../parts/chip.js";
import { confirm } from "../../parts/confirm.js";
import { Money } from "../../parts/money.js";
import { Day } from "../../parts/time.js";
import { told } from "../../parts/toast.js";
import { ARCHIVE_CUSTOMER, UNARCHIVE_CUSTOMER } from "./operations.js";
import { t } from "./texts.js";

/** @typedef {import("./page.js").Customer} Customer */

/** @param {{ customer: Customer }} props */
export function CustomerFacts({ customer }) {
  const phones = [customer.phone, ...customer.otherPhones].filter(Boolean);
  const { creditLimit } = customer;
  return html`
    <section class="card">
      <h2>${t("who")}</h2>
      <dl class="facts">
        ${creditLimit === null ? null : html`<dt>${t("creditLimit")}</dt><dd><${Money} value=${creditLimit} currency /></dd>`}
        <dt>${t("account")}</dt><dd><b>${customer.accountNumber}</b><br /><small class="fine">${t("accountHint")}</small></dd>
        ${customer.externalRef ? html`<dt>${t("externalRef")}</dt><dd>${customer.externalRef}</dd>` : null}
        ${customer.isWalkIn ? null : html`<dt>${t(phones.length > 1 ? "phones" : "phone")}</dt><dd>${phones.length ? phones.map((phone) => html`<div key=${phone}>${phone}</div>`) : t("none")}</dd>`}
        ${customer.email ? html`<dt>${t("email")}</dt><dd>${customer.email}</dd>` : null}
        ${customer.kraPin ? html`<dt>${t("kraPin")}</dt><dd>${customer.kraPin}</dd>` : null}
        ${customer.tags.length ? html`<dt>${t("tags")}</dt><dd><${Tags} tags=${customer.tags} /></dd>` : null}
        <dt>${t("since")}</dt><dd><${Day} day=${dayOf(customer.createdAt)} long /></dd>
      </dl>
    </section>`;
}

/** Each leads to the customers that have it. @param {{ tags: readonly string[] }} props */
export function Tags({ tags }) {
  return tags.map((tag) => html`<a key=${tag} href=${`/customers?tag=${encodeURIComponent(tag)}`}><${Chip}>${tag}<//></a> `);
}

/** @param {{ customer: Customer, again: () => Promise<void> }} props */
export function PutAway({ customer, again }) {
  async function putAway() {
    const facts = { name: customer.name };
    if (!(await confirm({ title: t("archiveTitle", facts), says: t("archiveSays"), verb: t("archive") }))) return;
    if (await told(() => act(ARCHIVE_CUSTOMER, { input: { customer: customer.id } }), t("archived"))) await again();
  }
  return html`<button type="button" class="quiet" onClick=${putAway}>${t("archive")}</button>`;
}

/** @param {{ customer: Customer, again: () => Promise<void> }} props */
export function Away({ customer, again }) {
  if (!customer.archivedAt) return null;
  async function takeUp() {
    if (await told(() => act(UNARCHIVE_CUSTOMER, { input: { customer: customer.id } }), t("unarchived"))) await again();
  }
  return html`
    <div class="note warn"><p>${t("isAway")} <${Day} day=${dayOf(customer.archivedAt)} long />. ${t("awaySays")}</p>
      ${may("billing.write") ? html`<button type="button" class="quiet" onClick=${takeUp}>${t("unarchive")}</button>` : null}</div>`;
}

/** @param {{ other: NonNullable<Customer["mergedInto"]> }} props */
export function Merged({ other }) {
  const facts = { name: other.name || t("erased"), account: other.accountNumber };
  return html`<div class="note warn"><p>${t("isMerged")} <a href=${`/customers/${other.id}`}>${t("mergedName", facts)}</a></p></div>`;
}
