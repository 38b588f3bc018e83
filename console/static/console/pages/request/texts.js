import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Payment requests", title: "Payment request", absent: "No such request", absentSays: "It is not there, or it is not yours to see.",
    readOut: "Say to the customer", next: "What to do next", said: "Safaricom's own words", account: "For account", phone: "Phone", till: "To",
    who: "Asked by", at: "Asked", ended: "Safaricom answered", receipt: "Receipt", paused: "Requests are paused: {reason}",
    steps: "What happened, step by step", stands: "As it stands now: {state}.", askAgain: "Ask again",
    askAgainSays: "The phone {phone} is asked for KES {amount} once more.",
  },
  sw: {
    back: "Maombi ya malipo", title: "Ombi la malipo", absent: "Hakuna ombi hilo", absentSays: "Halipo, au huruhusiwi kuliona.",
    readOut: "Mwambie mteja", next: "Cha kufanya sasa", said: "Maneno ya Safaricom yenyewe", account: "Kwa akaunti", phone: "Simu", till: "Kwa",
    who: "Aliyeomba", at: "Iliombwa", ended: "Safaricom ilijibu", receipt: "Risiti", paused: "Maombi yamesimamishwa: {reason}",
    steps: "Kilichotokea, hatua kwa hatua", stands: "Hali yake sasa: {state}.", askAgain: "Omba tena",
    askAgainSays: "Simu {phone} inaombwa KES {amount} kwa mara nyingine.",
  },
});
