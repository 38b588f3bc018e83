// A phone's settings: whose it is, what it holds, how it answers.
import { tell } from "./api.js";
import { say } from "./dom.js";
import { field, form } from "./form.js";
import { amount, phone } from "./words.js";

/** The form shows what is so; only what was changed is sent. `changed()` draws anew, `done()` closes. */
export function simForm(one, changed, done) {
  const name = field({ name: "name", label: "Name", value: one.name, maxlength: 100 });
  const balance = field({ name: "balance", label: "Balance (KES)", value: one.balance, inputmode: "decimal" });
  const answer = field({
    name: "answer", label: "When it is asked",
    options: [["", "somebody answers here"], ["approve", "it pays by itself"], ["cancel", "it cancels by itself"]],
  });
  answer.input.value = one.answer ?? "";
  const pin = field({ name: "pin", label: "New PIN", inputmode: "numeric", maxlength: 4, hint: "also unlocks" });
  const daily = field({ name: "daily_limit", label: "Daily limit (KES)", value: one.daily_limit, inputmode: "decimal" });
  const wallet = field({ name: "wallet_limit", label: "Most it can hold (KES)", value: one.wallet_limit, inputmode: "decimal" });
  const registered = field({ name: "registered", label: "Registered for M-PESA", type: "checkbox", checked: one.registered });
  const suspended = field({ name: "suspended", label: "Suspended", type: "checkbox", checked: one.suspended });
  const sums = { balance, daily_limit: daily, wallet_limit: wallet };

  const submit = async () => {
    const given = { msisdn: one.msisdn };
    if (name.input.value.trim() !== one.name) given.name = name.input.value.trim();
    for (const [part, its] of Object.entries(sums)) {
      if (amount(its.input.value) !== one[part]) given[part] = amount(its.input.value);
    }
    if ((answer.input.value || null) !== one.answer) given.answer = answer.input.value || null;
    if (pin.input.value) given.pin = pin.input.value;
    if (registered.input.checked !== one.registered) given.registered = registered.input.checked;
    if (suspended.input.checked !== one.suspended) given.suspended = suspended.input.checked;
    await tell("customers", given);
    say(`${phone(one.msisdn)} is saved`);
    done();
    await changed();
  };
  const fields = [name, balance, answer, pin, daily, wallet, registered, suspended];
  return form({ fields, submit, send: "Save", label: `Settings of ${phone(one.msisdn)}` });
}
