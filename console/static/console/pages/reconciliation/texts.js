import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Reconciliation", says: "Proves that the books and Safaricom's statement agree, to the cent.", till: "Till",
    upload: "Bring a statement in", uploadHint: "CSV or XLSX as the organisation portal gives it", uploaded: "Brought in: its rows are being read.",
    prove: "Prove days", from: "First day", to: "Last day", begin: "Prove", statements: "Statement files", runs: "Proofs",
    file: "File", state: "State", rows: "Rows", at: "Brought in", days: "Days", account: "Account", unexplained: "Unexplained",
    made: "Made", UPLOADED: "Waits", READING: "Being read", ADMITTED: "Admitted", REFUSED: "Refused", QUARANTINED: "Quarantined",
    RESTATED: "Would change the past", WITHDRAWN: "Withdrawn", SUPERSEDED: "Replaced", QUEUED: "Waits", RUNNING: "Under way",
    DONE: "Done", FAILED: "Failed", noFiles: "No statements yet", noRuns: "No proofs yet", noTill: "Add a till first.",
    utility: "Utility", working: "Working", charges: "Charges Paid", settlement: "Settlement", merchant: "Merchant", bank: "Bank",
    tell: "The file does not say what it is of", tellSays: "For a file without a head: what it says of itself comes first.", fileSays: "As the file says", fromDay: "First day", toDay: "Last day",
    nights: "Day by day", exceptions: "Exceptions", held: "{count} of its payments, {amount}, are held: nobody else knows them.",
    leftOut: "{leftOut} of them are contradicted and stay.", release: "Release them", releaseAsk: "Ask for it", releaseComment: "How you know that they were paid",
    releaseSays: "They go on to the bills and accounts that they are for, all at once. A file can be made up: ask the bank or Safaricom first. Above your limit somebody else approves.",
    released: "Released.", releaseAsked: "Asked: somebody else has to approve.",
  },
  sw: {
    title: "Ulinganisho", says: "Unathibitisha kuwa vitabu na taarifa ya Safaricom vinalingana, hadi senti.", till: "Tili",
    upload: "Leta taarifa", uploadHint: "CSV au XLSX kama tovuti ya shirika inavyoitoa", uploaded: "Imeletwa: mistari yake inasomwa.",
    prove: "Thibitisha siku", from: "Siku ya kwanza", to: "Siku ya mwisho", begin: "Thibitisha", statements: "Faili za taarifa", runs: "Uthibitisho",
    file: "Faili", state: "Hali", rows: "Mistari", at: "Ililetwa", days: "Siku", account: "Akaunti", unexplained: "Isiyoelezwa",
    made: "Ilifanywa", UPLOADED: "Inasubiri", READING: "Inasomwa", ADMITTED: "Imekubaliwa", REFUSED: "Imekataliwa", QUARANTINED: "Imetengwa",
    RESTATED: "Ingebadilisha yaliyopita", WITHDRAWN: "Imeondolewa", SUPERSEDED: "Imebadilishwa", QUEUED: "Unasubiri",
    RUNNING: "Unaendelea", DONE: "Umekamilika", FAILED: "Umeshindwa", noFiles: "Hakuna taarifa bado", noRuns: "Hakuna uthibitisho bado",
    noTill: "Ongeza tili kwanza.", utility: "Matumizi", working: "Kazi", charges: "Ada zilizolipwa", settlement: "Malipo ya benki", merchant: "Mfanyabiashara", bank: "Benki",
    tell: "Faili haisemi ni ya nini", tellSays: "Kwa faili isiyo na kichwa: inachosema yenyewe hutangulia.", fileSays: "Kama faili inavyosema", fromDay: "Siku ya kwanza", toDay: "Siku ya mwisho",
    nights: "Siku kwa siku", exceptions: "Tofauti", held: "Malipo yake {count}, {amount}, yamezuiliwa: hakuna mwingine anayeyajua.",
    leftOut: "Kati yake {leftOut} yanapingwa na yanabaki.", release: "Yaachilie", releaseAsk: "Omba", releaseComment: "Unajuaje kuwa yalilipwa",
    releaseSays: "Yataendelea hadi ankara na akaunti zake, yote kwa mara moja. Faili inaweza kutungwa: uliza benki au Safaricom kwanza. Zaidi ya kikomo chako mtu mwingine huidhinisha.",
    released: "Yameachiliwa.", releaseAsked: "Imeombwa: mtu mwingine anapaswa kuidhinisha.",
  },
});
