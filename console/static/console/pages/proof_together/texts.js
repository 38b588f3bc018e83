import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Proved together", absentSays: "It is not there, was proved alone, or is not yours to see.", sums: "All accounts", all: "In all",
    says: "From one picture of the statements, up to one entry of the books.", statement: "By the statement", ledger: "By the books",
    leftOut: "Left out: {name}. The books say that it has moved, and no statement covers these days: bring its statement in, and prove again.",
    underWay: "Not all of them are proved yet.", openIn: "Open in {name}",
  },
  sw: {
    title: "Zilizothibitishwa pamoja", absentSays: "Hazipo, zilithibitishwa peke yake, au si zako kuziona.", sums: "Akaunti zote", all: "Kwa jumla",
    says: "Kutoka picha moja ya taarifa, hadi ingizo moja la vitabu.", statement: "Kwa taarifa", ledger: "Kwa vitabu",
    leftOut: "Imeachwa: {name}. Vitabu vinasema imesonga, na hakuna taarifa ya siku hizi: lete taarifa yake, kisha uthibitishe tena.",
    underWay: "Si zote zilizothibitishwa bado.", openIn: "Wazi katika {name}",
  },
});
