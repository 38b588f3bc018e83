import { words } from "../../client/language.js";

export const t = words({
  en: {
    says: "Payouts out of one file: wages, suppliers, refunds. All of it is approved at once, and each goes its own way then.", search: "Name or file", name: "Name", rows: "Payouts", progress: "How far", who: "Brought in by", at: "Brought in", paused: "Paused",
    DRAFT: "Draft", PENDING_APPROVAL: "Waits for approval", APPROVED: "Approved", CANCELLED: "Taken back", nothing: "No batches yet", nothingSays: "Bring in a CSV or Excel file with a row for each payout.",
    paid: "{count} paid", notPaid: "{count} not paid", takenBack: "{count} taken back", givenBack: "{count} given back", toCome: "{count} to come", onePayout: "{count} payout", manyPayouts: "{count} payouts",
    bring: "Bring a file in", next: "Next: the file", back: "Back", close: "Close", nameHint: "Like Wages May; empty: the file's name.", description: "What the receivers read", descriptionHint: "For rows that say nothing: letters, digits, blanks, dots, dashes. Empty: every row says its own.",
    account: "Paid from account", accountHint: "For rows that name none: 2000 Payables, 5400 Wages, 5500 General expenses. Empty: every row names its own.", payOn: "Not before", payOnHint: "Empty: as soon as it is approved.", drop: "Drop the file here, or choose it", dropHint: "CSV or Excel, up to 10,000 rows.",
    columns: "The first row names the columns: phone and amount, and if you like name, for and account. Nothing is sent before somebody approves it.",
    nothingKept: "Nothing was kept.", oneProblem: "One thing is wrong; mend it and bring the file again.", problems: "{count} things are wrong; mend them and bring the file again.", problemsTitle: "What is wrong", line: "Row", column: "Column", problem: "What is wrong", code: "Code", moreProblems: "And {count} more.", hidden: "Sheets that are hidden were not read: {sheets}.",
  },
  sw: {
    says: "Malipo kutoka faili moja: mishahara, wauzaji, marejesho. Yote huidhinishwa mara moja, kisha kila moja huenda njia yake.", search: "Jina au faili", name: "Jina", rows: "Malipo", progress: "Yamefika wapi", who: "Aliyeleta", at: "Yaliletwa", paused: "Limesimamishwa",
    DRAFT: "Rasimu", PENDING_APPROVAL: "Linasubiri idhini", APPROVED: "Limeidhinishwa", CANCELLED: "Limerudishwa", nothing: "Hakuna makundi bado", nothingSays: "Leta faili ya CSV au Excel yenye mstari kwa kila malipo.",
    paid: "{count} yamelipwa", notPaid: "{count} hayakulipwa", takenBack: "{count} yamerudishwa", givenBack: "{count} yametenguliwa", toCome: "{count} bado", onePayout: "malipo {count}", manyPayouts: "malipo {count}",
    bring: "Leta faili", next: "Endelea: faili", back: "Rudi", close: "Funga", nameHint: "Kama Mishahara Mei; tupu: jina la faili.", description: "Wapokeaji husoma nini", descriptionHint: "Kwa mistari isiyosema: herufi, tarakimu, nafasi, nukta, vistari. Tupu: kila mstari husema yake.",
    account: "Yanalipwa kutoka akaunti", payOn: "Si kabla ya", payOnHint: "Tupu: mara likiidhinishwa.", accountHint: "Kwa mistari isiyotaja: 2000 Wadai, 5400 Mishahara, 5500 Gharama za jumla. Tupu: kila mstari hutaja yake.", drop: "Weka faili hapa, au ichague", dropHint: "CSV au Excel, hadi mistari 10,000.",
    columns: "Mstari wa kwanza hutaja safu: phone (au simu) na amount (au kiasi), na ukipenda name, for na account. Hakuna kinachotumwa kabla ya mtu kuidhinisha.",
    nothingKept: "Hakuna kilichohifadhiwa.", oneProblem: "Kitu kimoja si sahihi; kirekebishe na ulete faili tena.", problems: "Vitu {count} si sahihi; virekebishe na ulete faili tena.", problemsTitle: "Kisicho sahihi", line: "Mstari", column: "Safu", problem: "Kisicho sahihi", code: "Msimbo", moreProblems: "Na vingine {count}.", hidden: "Karatasi zilizofichwa hazikusomwa: {sheets}.",
  },
});
