import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Reports", says: "Workbooks that an accountant prints, checks and keeps. Choose one; a large one is made while you do something else.", asFile: "As a report", get: "Get the report", isMade: "{title} is being made. It stands in the list when it is ready.",
    files: "My files", noFiles: "No files yet", noFilesSays: "Choose a report below. What you ask for is kept here for a while.", report: "Report", format: "Format", state: "State", requestedAt: "Asked", expiresAt: "Kept until", do: "What to do", save: "Save",
    QUEUED: "Waits its turn", MAKING: "Being made", READY: "Ready", FAILED: "Not made", EXPIRED: "Gone, ask again", rowsBy: "{rows} rows by now", rowsOf: "{rows} of about {all} rows", progress: "How far it is",
    XLSX: "Excel", CSV: "CSV", CSV_FOR_EXCEL: "CSV for Excel", JSON: "JSON",
    money: "M-Pesa", customers: "Customers and sales", books: "Books", taxes: "Taxes", markets: "Markets", packs: "Packs", others: "Other programs, and who did what",
    choose: "Choose", all: "All", findACCOUNT: "Find an account", findCUSTOMER: "Find a customer", findMARKET: "Find a market",
    ACCOUNT: "Account, with those below it", CUSTOMER: "Customer", MARKET: "Market", RUN: "Proof", SESSION: "Shift", TILL: "Till", COMPARE: "Compare", NONE: "With nothing", PREVIOUS: "With the period before", LAST_YEAR: "With the same days a year before", MONTHS: "Month by month", SEAL: "As the books were at seal", atSeal: "seal {seal}", sealHint: "Empty: as they are now. The same seal gives the same figures for ever.",
  },
  sw: {
    title: "Ripoti", says: "Vitabu vya kazi ambavyo mhasibu huchapisha, hukagua na huhifadhi. Chagua moja; kubwa hutengenezwa ukiendelea na mengine.", asFile: "Kama ripoti", get: "Pata ripoti", isMade: "{title} inatengenezwa. Itakuwa kwenye orodha ikiwa tayari.",
    files: "Faili zangu", noFiles: "Hakuna faili bado", noFilesSays: "Chagua ripoti hapa chini. Unachoomba huhifadhiwa hapa kwa muda.", report: "Ripoti", format: "Muundo", state: "Hali", requestedAt: "Iliombwa", expiresAt: "Huhifadhiwa hadi", do: "La kufanya", save: "Hifadhi",
    QUEUED: "Inasubiri zamu", MAKING: "Inatengenezwa", READY: "Tayari", FAILED: "Haikutengenezwa", EXPIRED: "Imeondolewa, omba tena", rowsBy: "safu {rows} hadi sasa", rowsOf: "safu {rows} kati ya takriban {all}", progress: "Imefika wapi",
    XLSX: "Excel", CSV: "CSV", CSV_FOR_EXCEL: "CSV kwa Excel", JSON: "JSON",
    money: "M-Pesa", customers: "Wateja na mauzo", books: "Vitabu", taxes: "Kodi", markets: "Masoko", packs: "Vifurushi", others: "Programu nyingine, na nani alifanya nini",
    choose: "Chagua", all: "Zote", findACCOUNT: "Tafuta akaunti", findCUSTOMER: "Tafuta mteja", findMARKET: "Tafuta soko",
    ACCOUNT: "Akaunti, na zilizo chini yake", CUSTOMER: "Mteja", MARKET: "Soko", RUN: "Uthibitisho", SESSION: "Zamu", TILL: "Tili", COMPARE: "Linganisha", NONE: "Bila kulinganisha", PREVIOUS: "Na kipindi kilichotangulia", LAST_YEAR: "Na siku zilezile mwaka uliopita", MONTHS: "Mwezi kwa mwezi", SEAL: "Vitabu vilivyokuwa kwenye muhuri", atSeal: "muhuri {seal}", sealHint: "Tupu: vilivyo sasa. Muhuri uleule hutoa takwimu zilezile daima.",
  },
});
