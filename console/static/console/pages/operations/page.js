// What runs on this machine, for who runs it: it reads itself anew, and says when it last could.

import { html } from "../../vendor/htm-preact.js";
import { useEffect } from "../../vendor/preact-hooks.js";
import { useQuery } from "../../client/live.js";
import { Reading } from "../../parts/states.js";
import { Time } from "../../parts/time.js";
import { Clusters } from "./clusters.js";
import { Failures, Letters } from "./failed.js";
import { Jobs } from "./jobs.js";
import { MACHINE } from "./operations.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/operations/operations.css"];

/** @typedef {Operations["Machine"]["data"]["operations"]} Machine */

const EVERY = 10_000;

export function Page() {
  const known = useQuery(MACHINE, {});
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && known.again(), EVERY);
    return () => clearInterval(timer);
  }, []);
  return html`
    <div class="page-head"><h1>${t("title")}</h1><p class="fine">${t("says")}</p></div>
    <${Reading} known=${known} rows=${8}>
      ${(/** @type {Operations["Machine"]["data"]} */ { operations }) => html`
        <${Standing} machine=${operations} />
        <${Clusters} clusters=${operations.clusters} />
        <div class=${operations.failures.length + operations.deadLetters.length ? "" : "columns"}>
          <${Failures} failures=${operations.failures} />
          <${Letters} letters=${operations.deadLetters} />
        </div>
        <${Jobs} jobs=${operations.jobs} again=${known.again} />`}
    <//>`;
}

/** All of it in one sentence, and what to do where it is not well. @param {{ machine: Machine }} props */
function Standing({ machine }) {
  const late = machine.clusters.filter(({ isLate }) => isLate).map(({ name }) => name);
  const given = machine.deadLetters.filter(({ isTriedAgain }) => !isTriedAgain).length;
  const kind = late.length ? "bad" : given ? "warn" : "good";
  return html`
    <div class=${`note ${kind} standing`} role="status">
      <p>${late.length ? t("late", { names: late.join(", ") }) : given ? t("given", { count: given }) : t("well")}
        <small> ${t("readAt")} <${Time} at=${machine.at} /></small></p>
    </div>`;
}
