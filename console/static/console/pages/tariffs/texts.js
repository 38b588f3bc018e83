import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Safaricom's charges", says: "What your contract says. Proofs judge each charge by the tariff of its day, and open a case for what is above it.",
    PAY_BILL: "Payments to a PayBill, paid by you", BUY_GOODS: "Payments to a Buy Goods till", B2C: "Payments to phones", B2B: "Payments to businesses",
    published: "As Safaricom publishes it", publishedSays: "Held against a charge only where it explains nearly all of them.", since: "Since {day}", from: "From {day}",
    inForce: "In force", toCome: "To come", over: "Over", notJudged: "What is charged is not judged.", none: "Nothing is published, and you have set nothing: what is charged is not judged.",
    upTo: "Up to", fee: "Charge", setBy: "Set by {name}, {at}", change: "Set a tariff", kind: "For what", fromDay: "From day", fromDayHint: "Past days too: they are judged anew with their next proof.",
    band: "Band {place}", more: "Another band", fewer: "Without the last", set: "Set it", done: "Set. The next proofs judge by it.",
    bandsSays: "In shillings, rising. Without a band, what is charged is not judged.",
  },
  sw: {
    title: "Ada za Safaricom", says: "Kama mkataba wako unavyosema. Uthibitisho hupima kila ada kwa viwango vya siku yake, na kufungua suala kwa kinachozidi.",
    PAY_BILL: "Malipo kwa PayBill, unayolipia wewe", BUY_GOODS: "Malipo kwa tili ya Buy Goods", B2C: "Malipo kwa simu", B2B: "Malipo kwa biashara",
    published: "Kama Safaricom inavyochapisha", publishedSays: "Hutumika dhidi ya ada pale tu inapoeleza karibu zote.", since: "Tangu {day}", from: "Kuanzia {day}",
    inForce: "Vinatumika", toCome: "Vijavyo", over: "Vimeisha", notJudged: "Kinachotozwa hakipimwi.", none: "Hakuna kilichochapishwa, nawe hujaweka: kinachotozwa hakipimwi.",
    upTo: "Hadi", fee: "Ada", setBy: "Viliwekwa na {name}, {at}", change: "Weka viwango", kind: "Kwa nini", fromDay: "Kuanzia siku", fromDayHint: "Hata siku zilizopita: hupimwa upya kwa uthibitisho ujao.",
    band: "Kiwango {place}", more: "Kiwango kingine", fewer: "Bila cha mwisho", set: "Viweke", done: "Vimewekwa. Uthibitisho ujao utapima navyo.",
    bandsSays: "Kwa shilingi, vikipanda. Bila kiwango, kinachotozwa hakipimwi.",
  },
});
