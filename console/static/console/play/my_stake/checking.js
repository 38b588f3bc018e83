// The own stake against the certificate, on the device itself: no server is asked whether it holds.

import { html } from "../../vendor/htm-preact.js";
import { useState } from "../../vendor/preact-hooks.js";
import { cents } from "../../client/money.js";
import { saveFile } from "../../parts/csv.js";
import { Field, Form } from "../../parts/form.js";
import { Icon } from "../../parts/icon.js";
import { TakeCertificate, TakeVerifier } from "../pool/certificate.js";
import { t } from "./texts.js";
import { canVerify, verify } from "./verifier.js";

/** What is looked at, in order, each with what would break it. */
const STEPS = /** @type {const} */ ([["root", ["PROOF_BROKEN", "STAKE_IMPOSSIBLE"]], ["digest", ["DIGEST_DIFFERS", "ANOTHER_CERTIFICATE"]], ["same", ["STAKE_DIFFERS"]]]);

/** @param {{ stake: import("./page.js").Stake }} props */
export function Checking({ stake }) {
  const { proof, market } = stake;
  const { certificate } = market;
  const [broken, setBroken] = useState(/** @type {string[] | null} */ (null));
  if (!proof || !certificate) return null;
  /** @param {Record<string, string>} values */
  async function check({ digest = "" }) {
    setBroken(null);
    try {
      const found = await verify(proof ?? "", digest);
      setBroken([...found.broken, ...(found.stake && isSame(stake, found.stake) ? [] : ["STAKE_DIFFERS"])]);
    } catch {
      setBroken(STEPS.flatMap(([, codes]) => codes));
    }
  }
  return html`
    <section class="card" id="check"><h2>${t("check")}</h2><p class="fine">${t("checkSays")}</p>
      ${canVerify()
        ? html`<${Form} label=${t("check")} send=${t("checkNow")} onSend=${check} wide>
            <${Field} name="digest" label=${t("published")} hint=${t("publishedSays")} value=${certificate.digest} autocomplete="off" autocapitalize="none" spellcheck=${false} class="digest-field" required />
          <//>`
        : html`<p class="note warn">${t("noCrypto")}</p>`}
      <div role="status">${broken ? html`
        <ul class="checked">${STEPS.map(([name, codes]) => {
          const wrong = codes.some((code) => broken.includes(code));
          return html`<li key=${name} data-wrong=${wrong}><${Icon} name=${wrong ? "alert" : "check"} label=${t(wrong ? "broken" : "holds")} /><span>${t(name)}</span></li>`;
        })}</ul>
        <p class=${`note ${broken.length ? "bad" : "good"}`}>${t(broken.length ? "doesNotHold" : "allHolds")}</p>` : null}</div>
      <p class="fine">${t("elsewhere")}</p>
      <div class="actions">
        <button type="button" class="quiet" onClick=${() => saveFile(`stake-${stake.number}.json`, [proof], "application/json")}>${t("saveProof")}</button>
        <${TakeCertificate} market=${market.id} />
        <${TakeVerifier} />
      </div>
    </section>`;
}

/** Whether the certificate has the stake as this page shows it. @param {import("./page.js").Stake} stake @param {NonNullable<import("./verifier.js").Checked["stake"]>} found */
function isSame(stake, found) {
  return (
    found.number === stake.number &&
    found.outcome === stake.outcome.name &&
    BigInt(found.cents) === cents(stake.amount) &&
    BigInt(found.acceptedAt) === microseconds(stake.acceptedAt) &&
    found.fate === stake.fate &&
    stake.pays !== null &&
    BigInt(found.pays) === cents(stake.pays ?? "0")
  );
}

/** Since 1970, exactly: a browser's own clock knows milliseconds only. @param {string} at ISO 8601 */
function microseconds(at) {
  const part = /\.(\d+)/.exec(at)?.[1] ?? "";
  return BigInt(Math.floor(Date.parse(at) / 1000)) * 1_000_000n + BigInt(part.slice(0, 6).padEnd(6, "0"));
}
