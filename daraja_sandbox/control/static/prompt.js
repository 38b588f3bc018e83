// The prompt on a phone's screen: who asks for how much, and the PIN.
import { tell } from "./api.js";
import { button, el, put, say } from "./dom.js";
import { field, form } from "./form.js";
import { kind, money, phone, seconds } from "./words.js";

const ENDS = { paid: "paid", failed: "it did not go through", cancelled: "cancelled", expired: "not answered" };

/** The box of a phone that may ring. `changed()` draws everything anew. */
export function promptBox(number, changed) {
  let prompt = null;
  const asks = el("p", { class: "asks" }), ends = el("p", { class: "note" });
  const pin = field({
    name: "pin", label: "Enter M-PESA PIN", type: "password", inputmode: "numeric", maxlength: 4,
    hint: "1234, unless it was changed",
  });
  const answer = async (verb, more = {}) => {
    const told = await tell(verb, { checkout_request_id: prompt.checkout_request_id, ...more });
    say(`${phone(number)}: ${ENDS[told.state] ?? told.state}${told.receipt ? `, ${told.receipt}` : ""}`);
    await changed();
  };
  const submit = async () => {
    const typed = pin.input.value;
    if (!/^\d{4}$/.test(typed)) {
      pin.tell("Four digits.");
      pin.input.focus();
      return;
    }
    pin.input.value = "";
    await answer("approve", { pin: typed });
  };
  const made = form({
    fields: [pin], submit, send: "Send", label: `Answer ${phone(number)}`,
    others: [button("Cancel", () => answer("cancel")), button("Ignore", () => answer("expire"), { class: "quiet" })],
  });
  const root = el("div", { class: "ring", role: "group", hidden: true, "aria-label": `${phone(number)} rings` }, asks, made.root, ends);

  return {
    root,
    update(one) {
      if (one?.checkout_request_id !== prompt?.checkout_request_id) {
        pin.input.value = "";
        made.clear();
      }
      prompt = one;
      root.hidden = !one;
      if (!one) return;
      const account = one.account ? el("span", {}, ", account ", el("bdi", { text: one.account })) : null;
      const whose = one.payer === number ? null : ` with the money of ${phone(one.payer)}`;
      asks.replaceChildren(...[
        "Do you want to pay ", el("strong", { text: `KES ${money(one.amount)}` }), " to ",
        el("strong", {}, el("bdi", { text: one.organisation })), ` (${kind(one.kind)} ${one.shortcode})`, account, whose, "?",
      ].filter(Boolean));
    },
    tick(now) {
      if (prompt) put(ends, `Ends by itself in ${seconds(now, prompt.expires_at)} s.`);
    },
    focus: () => pin.input.focus(),
  };
}
