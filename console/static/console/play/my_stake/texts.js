import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "My stakes", absent: "Stake", absentSays: "There is no such stake of yours.", market: "Market", amount: "Staked", number: "Its number there", at: "Accepted",
  },
  sw: {
    back: "Dau zangu", absent: "Dau", absentSays: "Huna dau hilo.", market: "Soko", amount: "Dau", number: "Namba yake huko", at: "Lilikubaliwa",
  },
});
