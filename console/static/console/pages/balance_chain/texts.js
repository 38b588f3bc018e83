import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "The chain of balances", says: "Each row leads from one balance to the next. Where a balance does not follow, a row is missing, doubled or edited.",
    said: "Balance from {opening} to {closing}; {gaps} gaps, {holes} times not covered. The figures follow.",
    opening: "Opening", closing: "Closing", paidIn: "In", withdrawn: "Out", gaps: "Not explained by rows ({count})", holes: "While not covered", figures: "The steps in figures",
    MOVED: "Balance", GAP: "does not follow", HOLE: "not covered by a file", notKnown: "not known", quiet: "Nothing moved", rows: "{count} rows", until: "Until", what: "What", jump: "Jump", balance: "Balance after",
  },
  sw: {
    title: "Mfuatano wa salio", says: "Kila mstari huongoza kutoka salio moja hadi linalofuata. Salio lisipofuata, mstari umekosekana, umerudiwa au umebadilishwa.",
    said: "Salio kutoka {opening} hadi {closing}; mapengo {gaps}, vipindi {holes} visivyofunikwa. Takwimu zinafuata.",
    opening: "Mwanzo", closing: "Mwisho", paidIn: "Iliyoingia", withdrawn: "Iliyotoka", gaps: "Isiyoelezwa na mistari ({count})", holes: "Wakati usiofunikwa", figures: "Hatua kwa takwimu",
    MOVED: "Salio", GAP: "halifuati", HOLE: "hakuna faili inayofunika", notKnown: "haijulikani", quiet: "Hakuna kilichosogea", rows: "Mistari {count}", until: "Hadi", what: "Nini", jump: "Ruko", balance: "Salio baadaye",
  },
});
