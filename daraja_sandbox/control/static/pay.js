// Paying a business from the phone's menu, also with an account that is mistyped on purpose.
import { ask, tell } from "./api.js";
import { button, el, put, say } from "./dom.js";
import { field, form } from "./form.js";
import { amount, kind } from "./words.js";

/** The text as somebody in a hurry types it: two neighbours change places, or one letter is hit twice. */
export function mistyped(text) {
  for (let place = Math.max(0, text.length - 3); place < text.length - 1; place += 1) {
    if (text[place] !== text[place + 1]) {
      return text.slice(0, place) + text[place + 1] + text[place] + text.slice(place + 2);
    }
  }
  return text + (text.at(-1) ?? "7");
}

/** The menu of one phone. `changed()` draws everything anew. */
export function payForm(number, changed) {
  const choices = el("datalist", { id: `businesses-${number}` });
  const to = field({ name: "shortcode", label: "Paybill or till", inputmode: "numeric", list: choices.id, maxlength: 7 });
  const account = field({ name: "account", label: "Account", maxlength: 20 });
  const sum = field({ name: "amount", label: "Amount (KES)", inputmode: "decimal" });
  const whose = el("p", { class: "note" });
  const slip = button("Mistype it", () => {
    account.input.value = mistyped(account.input.value);
    account.input.focus();
  }, { class: "quiet", title: "Change places of two letters of the account" });
  account.root.append(slip);
  let known = new Map();

  const about = () => {
    const one = known.get(to.input.value.trim());
    account.root.hidden = one?.kind === "till";
    put(whose, one ? `${one.name} (${kind(one.kind)})` : "");
  };
  const submit = async () => {
    const given = { msisdn: number, shortcode: to.input.value.trim(), amount: amount(sum.input.value), account: account.input.value };
    const told = await tell("pay", given);
    say(`Paid: ${told.receipt}`);
    await changed();
  };
  const made = form({ fields: [to, account, sum], submit, send: "Pay", label: "Pay a business", rest: [whose, choices] });
  to.input.addEventListener("input", about);
  ask("organisations").then(({ organisations }) => {
    known = new Map(organisations.map(one => [one.shortcode, one]));
    choices.replaceChildren(...organisations.map(one => el("option", { value: one.shortcode, text: `${one.name} (${kind(one.kind)})` })));
    about();
  }).catch(error => say(error.message, true));
  return made;
}
