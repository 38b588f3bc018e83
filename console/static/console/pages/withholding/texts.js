import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Tax on withdrawals", says: "What is withheld when players withdraw, by which law, from which day on. Without a rate nothing is withheld. What was withdrawn stays as it was.", fromDay: "From", rate: "Withheld", name: "Law", maker: "Asked by", checker: "Approved by", at: "Approved", now: "In force", later: "To come", past: "Over", state: "State",
    nothing: "Nothing is withheld", nothingSays: "No rate was ever set.", change: "Another rate", percent: "Percent of what leaves the wallet", percentHint: "Like 5 or 7.5; 0 ends it.", fromHint: "Tomorrow or later.", comment: "Why, for who approves it", ask: "Ask for approval", asked: "Asked: it holds when somebody else approves.", badPercent: "Give a percentage with at most two decimals.",
  },
  sw: {
    title: "Kodi ya uondoaji", says: "Kinachozuiwa wachezaji wanapoondoa pesa, kwa sheria ipi, kuanzia siku ipi. Bila kiwango hakuna kinachozuiwa. Yaliyoondolewa yanabaki yalivyo.", fromDay: "Kuanzia", rate: "Kinachozuiwa", name: "Sheria", maker: "Aliyeomba", checker: "Aliyeidhinisha", at: "Iliidhinishwa", now: "Inatumika", later: "Inakuja", past: "Imepita", state: "Hali",
    nothing: "Hakuna kinachozuiwa", nothingSays: "Hakuna kiwango kilichowahi kuwekwa.", change: "Kiwango kingine", percent: "Asilimia ya kinachotoka kwenye pochi", percentHint: "Kama 5 au 7.5; 0 inamaliza.", fromHint: "Kesho au baadaye.", comment: "Kwa nini, kwa anayeidhinisha", ask: "Omba idhini", asked: "Imeombwa: itatumika mtu mwingine akiidhinisha.", badPercent: "Toa asilimia yenye desimali mbili zaidi.",
  },
});
