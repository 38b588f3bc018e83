import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Files and proof", says: "The books to take along, and the proof that nobody changed them.",
    files: "Take the books along", filesSays: "Every sealed entry of these days, line by line. Each download stands in the audit trail.",
    CSV: "CSV", CSVSays: "A table, a row for each line: for Excel, QuickBooks or Xero.", BEANCOUNT: "Beancount", BEANCOUNTSays: "For Beancount and Fava.",
    HLEDGER: "hledger", HLEDGERSays: "For hledger and ledger.", download: "Download",
    proof: "Prove the books", proofSays: "Adds up every entry anew and follows the chain of seals from the first to the last. On large books it takes a while.",
    verify: "Verify now", holds: "The books hold", holdsSays: "Up to entry #{number}, verified {at}. Every entry balances, and nothing was changed since it was sealed.",
    empty: "The books hold. There is no entry yet.", broken: "The books do not hold", brokenSays: "Stop and tell whoever runs Hesabu. Nothing here mends itself.",
    anchored: "All seals are also kept outside the database.", unanchored: "Since {at} no head was kept outside the database: what was sealed since then is proved by the database alone.",
    chart: "Bring in a chart of accounts", chartSays: "CSV or XLSX up to 2 MB with columns code, name and kind; perhaps parent, debit and credit. All of it is taken or nothing.",
    chartFile: "Chart of accounts", chartHint: "CSV or XLSX, up to 2 MB", dryRun: "Only look at it: take nothing yet", openingDay: "Day of the opening balances", openingDayHint: "Only where the file has amounts.",
    looked: "It can be taken: {rows} rows, {opened} new accounts.", taken: "Taken: {opened} accounts were opened, {known} were there.", refused: "Nothing was taken", row: "Row {row}",
  },
  sw: {
    title: "Faili na uthibitisho", says: "Vitabu vya kuchukua, na uthibitisho kuwa hakuna aliyevibadilisha.",
    files: "Chukua vitabu", filesSays: "Kila ingizo lenye muhuri la siku hizi, mstari kwa mstari. Kila upakuaji uko katika kumbukumbu za ukaguzi.",
    CSV: "CSV", CSVSays: "Jedwali, safu kwa kila mstari: kwa Excel, QuickBooks au Xero.", BEANCOUNT: "Beancount", BEANCOUNTSays: "Kwa Beancount na Fava.",
    HLEDGER: "hledger", HLEDGERSays: "Kwa hledger na ledger.", download: "Pakua",
    proof: "Thibitisha vitabu", proofSays: "Hujumlisha kila ingizo upya na kufuata mnyororo wa mihuri tangu wa kwanza hadi wa mwisho. Kwa vitabu vikubwa huchukua muda.",
    verify: "Thibitisha sasa", holds: "Vitabu ni sawa", holdsSays: "Hadi ingizo #{number}, imethibitishwa {at}. Kila ingizo limesawazika, na hakuna kilichobadilishwa tangu kutiwa muhuri.",
    empty: "Vitabu ni sawa. Bado hakuna ingizo.", broken: "Vitabu si sawa", brokenSays: "Simama umwambie anayeendesha Hesabu. Hakuna kinachojirekebisha hapa.",
    anchored: "Mihuri yote imewekwa pia nje ya hifadhidata.", unanchored: "Tangu {at} hakuna kichwa kilichowekwa nje ya hifadhidata: kilichotiwa muhuri tangu hapo kinathibitishwa na hifadhidata pekee.",
    chart: "Leta orodha ya akaunti", chartSays: "CSV au XLSX hadi MB 2 yenye safu code, name na kind; labda parent, debit na credit. Yote huchukuliwa au hakuna.",
    chartFile: "Orodha ya akaunti", chartHint: "CSV au XLSX, hadi MB 2", dryRun: "Iangalie tu: usichukue bado", openingDay: "Siku ya salio za mwanzo", openingDayHint: "Ikiwa tu faili ina kiasi.",
    looked: "Inaweza kuchukuliwa: safu {rows}, akaunti mpya {opened}.", taken: "Imechukuliwa: akaunti {opened} zilifunguliwa, {known} zilikuwepo.", refused: "Hakuna kilichochukuliwa", row: "Safu {row}",
  },
});
