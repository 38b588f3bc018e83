import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Markets", says: "Players stake on outcomes; what was staked, less a fee, goes to those who were right.", settings: "Rules and licence", add: "New market", search: "Title, category or description", state: "State", market: "Market", pool: "Pool", stakes: "Stakes", closes: "Closes", closesOn: "Closes on", opened: "Opened", created: "Written",
    nothing: "No markets yet", nothingSays: "Write a draft: its question, its outcomes and its rules. Another person reads it before it opens.", overdue: "Overdue",
    DRAFT: "Draft", REVIEW: "In review", OPEN: "Open", SUSPENDED: "Suspended", CLOSED: "Closed", PROPOSED: "Result proposed", DISPUTED: "Disputed", APPROVED: "Being settled", SETTLED: "Settled", CORRECTED: "Corrected", VOID: "Void",
  },
  sw: {
    title: "Masoko", says: "Wachezaji huweka madau kwenye matokeo; madau yote, ukitoa ada, huenda kwa waliokuwa sahihi.", settings: "Kanuni na leseni", add: "Soko jipya", search: "Kichwa, aina au maelezo", state: "Hali", market: "Soko", pool: "Bwawa", stakes: "Madau", closes: "Linafungwa", closesOn: "Linafungwa tarehe", opened: "Lilifunguliwa", created: "Liliandikwa",
    nothing: "Hakuna masoko bado", nothingSays: "Andika rasimu: swali lake, matokeo yake na kanuni zake. Mtu mwingine huisoma kabla halijafunguliwa.", overdue: "Limechelewa",
    DRAFT: "Rasimu", REVIEW: "Linakaguliwa", OPEN: "Wazi", SUSPENDED: "Limesimamishwa", CLOSED: "Limefungwa", PROPOSED: "Matokeo yamependekezwa", DISPUTED: "Linapingwa", APPROVED: "Linalipwa", SETTLED: "Limelipwa", CORRECTED: "Limesahihishwa", VOID: "Batili",
  },
});
