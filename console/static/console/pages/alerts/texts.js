import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Alerts", says: "What a person should look at. Most close by themselves once their cause is gone; what is about the books is closed by people alone.",
    whoIsTold: "Who is told", state: "State", open: "Open", closed: "Closed", severity: "How much it matters", CRITICAL: "Now", WARNING: "In the next days", INFO: "Good to know",
    what: "What", about: "About", since: "Since", seen: "Last seen", times: "{count} times", verbs: "What to do", mend: "Where to look", close: "Close it",
    all: "All of the business", machine: "The whole system", message: "One message from M-Pesa", request: "Payment asked for {reference}", receipt: "Receipt {number}", payout: "Payout: {description}", market: "Market: {title}",
    overItself: "Over by itself", closedBy: "Closed by a person", nothing: "No alerts", nothingSays: "Nothing has needed a person yet.",
  },
  sw: {
    title: "Tahadhari", says: "Mambo ya kuangaliwa na mtu. Nyingi hujifunga sababu yake ikiisha; za vitabu hufungwa na watu tu.",
    whoIsTold: "Nani hutaarifiwa", state: "Hali", open: "Wazi", closed: "Zimefungwa", severity: "Uzito wake", CRITICAL: "Sasa hivi", WARNING: "Siku zijazo", INFO: "Vizuri kujua",
    what: "Nini", about: "Kuhusu", since: "Tangu", seen: "Ilionekana mwisho", times: "Mara {count}", verbs: "La kufanya", mend: "Pa kuangalia", close: "Ifunge",
    all: "Biashara yote", machine: "Mfumo mzima", message: "Ujumbe mmoja wa M-Pesa", request: "Malipo yaliyoombwa {reference}", receipt: "Risiti {number}", payout: "Malipo ya kutoka: {description}", market: "Soko: {title}",
    overItself: "Imeisha yenyewe", closedBy: "Imefungwa na mtu", nothing: "Hakuna tahadhari", nothingSays: "Hakuna kilichohitaji mtu bado.",
  },
});
