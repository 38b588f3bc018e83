// One's own account: businesses and invitations, password, recovery, second factor, where one is signed in.

import { html } from "../../vendor/htm-preact.js";
import { useQuery } from "../../client/live.js";
import { Reading } from "../../parts/states.js";
import { Businesses, Invitations } from "./businesses.js";
import { ACCOUNT } from "./operations.js";
import { Password, Recovery } from "./password.js";
import { SecondFactor } from "./second_factor.js";
import { Sessions } from "./sessions.js";
import { t } from "./texts.js";

export const styles = ["/static/console/pages/account/account.css"];

/** @typedef {NonNullable<Operations["Account"]["data"]["me"]>} Mine */

export function Page() {
  const known = useQuery(ACCOUNT, {});
  return html`
    <div class="page-head"><h1>${t("title")}</h1></div>
    <${Reading} known=${known}>
      ${(/** @type {Operations["Account"]["data"]} */ { me, myInvitations }) => {
        if (!me) return null;
        const staff = me.username !== null;
        return html`
          <div class="columns">
            <div>
              ${staff ? html`<${Invitations} invitations=${myInvitations.nodes} again=${known.again} />` : null}
              <${Businesses} memberships=${me.memberships.nodes} again=${known.again} opens=${staff} />
              <${Sessions} sessions=${me.sessions} again=${known.again} />
            </div>
            <div>
              ${staff ? html`<${SecondFactor} enrolled=${me.totpEnrolled} left=${me.recoveryCodesLeft} again=${known.again} />` : null}
              ${staff ? html`<${Password} again=${known.again} /><${Recovery} contact=${me.recoveryContact} again=${known.again} />` : null}
            </div>
          </div>`;
      }}
    <//>`;
}
