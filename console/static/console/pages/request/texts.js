import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Payment requests", title: "Payment request", absent: "No such request", absentSays: "It is not there, or it is not yours to see.",
    readOut: "Say to the customer", next: "What to do next", said: "Safaricom's own words", account: "For account", phone: "Phone", till: "To",
    who: "Asked by", at: "Asked", ended: "Its end was known", receipt: "Receipt", paused: "Requests are paused: {reason}",
  },
  sw: {
    back: "Maombi ya malipo", title: "Ombi la malipo", absent: "Hakuna ombi hilo", absentSays: "Halipo, au huruhusiwi kuliona.",
    readOut: "Mwambie mteja", next: "Cha kufanya sasa", said: "Maneno ya Safaricom yenyewe", account: "Kwa akaunti", phone: "Simu", till: "Kwa",
    who: "Aliyeomba", at: "Iliombwa", ended: "Mwisho wake ulijulikana", receipt: "Risiti", paused: "Maombi yamesimamishwa: {reason}",
  },
});
