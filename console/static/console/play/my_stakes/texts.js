import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "My stakes", which: "Which", running: "Not decided yet", over: "Over", none: "You have not staked yet", toMarkets: "See the markets", on: "On", market: "Market", at: "Accepted", amount: "Staked", pays: "Came back", state: "How it stands",
  },
  sw: {
    title: "Dau zangu", which: "Yapi", running: "Hayajaamuliwa", over: "Yaliyoisha", none: "Bado hujaweka dau", toMarkets: "Angalia masoko", on: "Kwa", market: "Soko", at: "Lilikubaliwa", amount: "Dau", pays: "Ilirudi", state: "Hali",
  },
});
