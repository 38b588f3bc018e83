import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Day by day", says: "What a statement covers, what differs and what is missing, for each till and account. Arrow keys go from day to day, Enter opens one.", back: "Reconciliation",
    month: "Month", before: "The month before", after: "The month after", now: "This month", legend: "What the marks mean", days: "The days in figures", day: "Day", account: "Account", till: "Till",
    toJudge: "{count} days are still to be judged.", noTill: "Add a till first: its days are judged every night.", list: "Which days", wholeMonth: "All of {month}", monthSays: "Every judged day of the month, of all tills.", lackingSays: "Days without a statement, and days that differ, of all tills and months.", noDays: "No day was judged", noDaysSays: "Days are judged in the night after them.",
    nothing: "Nothing is open", nothingSays: "Every day is covered and matched.", state: "State", difference: "Difference", open: "Open items", who: "Who", more: "More tills", fewer: "The tills before",
    UNKNOWN: "Nothing is known", MATCHED: "Matched", DISCREPANCY: "Differs", INVESTIGATING: "Looked into", provisional: "Provisional", final: "Final", cleared: "Cleared",
    covered: "covered and proved", unproved: "covered, not proved yet", part: "covered in part", judged: "provisional: by what Safaricom answered", missing: "no statement", differs: "differs", still: "nothing moved",
    future: "not over yet", waits: "not judged yet", outside: "before this till was known",
    STATEMENT: "Its statement, for the whole day", PART: "Its statement, for a part of the day", BALANCES: "Balances at midnight", PULL: "Pull Transactions", NOTHING: "Nothing but the books",
    expected: "Expected", actual: "Moved", requests: "of it paid by Safaricom’s word, without a receipt", payouts: "of it payouts on their way", charges: "of it charges that only balances tell of", tells: "What tells of it", proof: "Proof", noProof: "None", unexplained: "{amount} unexplained",
    bring: "Bring the statement in", bringSays: "Of {accounts}. It may cover more days; the day is proved by itself then.",
    exceptions: "Work through the exceptions", prove: "Prove it", proved: "The proof is under way.", todo: "To do", done: "Nothing: the day is final.", waitsSays: "Nothing by hand: it is proved by itself.",
    investigate: "Look into it", note: "What is known so far", send: "Write it down", noted: "Written down.", clear: "It is in order", reason: "Why it is in order", clearSays: "It counts as matched while nothing else is found; another difference opens it again.", clearSend: "Clear the day", clearDone: "Cleared.",
    notes: "What was said", noNotes: "Nothing yet.", system: "The system", decided: "Looked into by", clearedBy: "Cleared by", absent: "No such day", absentSays: "It may be of another business, or not yours to see.", close: "Close",
  },
  sw: {
    title: "Siku kwa siku", says: "Taarifa inachofunika, kinachotofautiana na kinachokosekana, kwa kila tili na akaunti. Mishale huenda siku hadi siku, Enter hufungua.", back: "Ulinganisho",
    month: "Mwezi", before: "Mwezi uliopita", after: "Mwezi ujao", now: "Mwezi huu", legend: "Maana ya alama", days: "Siku kwa takwimu", day: "Siku", account: "Akaunti", till: "Tili",
    toJudge: "Siku {count} bado zinaangaliwa.", noTill: "Ongeza tili kwanza: siku zake huangaliwa kila usiku.", list: "Siku zipi", wholeMonth: "{month} yote", monthSays: "Kila siku ya mwezi iliyoangaliwa, ya tili zote.", lackingSays: "Siku bila taarifa, na siku zinazotofautiana, za tili zote na miezi yote.", noDays: "Hakuna siku iliyoangaliwa", noDaysSays: "Siku huangaliwa usiku unaoifuata.",
    nothing: "Hakuna lililo wazi", nothingSays: "Kila siku imefunikwa na kulingana.", state: "Hali", difference: "Tofauti", open: "Yaliyo wazi", who: "Nani", more: "Tili zaidi", fewer: "Tili zilizotangulia",
    UNKNOWN: "Haijulikani", MATCHED: "Imelingana", DISCREPANCY: "Inatofautiana", INVESTIGATING: "Inachunguzwa", provisional: "Ya muda", final: "Ya mwisho", cleared: "Imekubaliwa",
    covered: "imefunikwa na kuthibitishwa", unproved: "imefunikwa, haijathibitishwa bado", part: "imefunikwa kwa sehemu", judged: "ya muda: kwa majibu ya Safaricom", missing: "hakuna taarifa", differs: "inatofautiana", still: "hakuna kilichosogea",
    future: "haijaisha bado", waits: "haijaangaliwa bado", outside: "kabla ya tili hii kujulikana",
    STATEMENT: "Taarifa yake, ya siku nzima", PART: "Taarifa yake, ya sehemu ya siku", BALANCES: "Salio la usiku wa manane", PULL: "Pull Transactions", NOTHING: "Vitabu pekee",
    expected: "Kilichotarajiwa", actual: "Kilichosogea", requests: "kati yake yamelipwa kwa neno la Safaricom, bila risiti", payouts: "kati yake malipo yaliyo njiani", charges: "kati yake ada zinazoonekana kwenye salio pekee", tells: "Kinachoeleza", proof: "Uthibitisho", noProof: "Hakuna", unexplained: "{amount} haijaelezwa",
    bring: "Leta taarifa", bringSays: "Ya {accounts}. Inaweza kufunika siku zaidi; kisha siku inathibitishwa yenyewe.",
    exceptions: "Shughulikia tofauti", prove: "Thibitisha", proved: "Uthibitisho unaendelea.", todo: "Ya kufanya", done: "Hakuna: siku ni ya mwisho.", waitsSays: "Hakuna la kufanya kwa mkono: inathibitishwa yenyewe.",
    investigate: "Chunguza", note: "Kinachojulikana hadi sasa", send: "Andika", noted: "Imeandikwa.", clear: "Iko sawa", reason: "Kwa nini iko sawa", clearSays: "Inahesabiwa imelingana mradi hakuna kingine kinachopatikana; tofauti nyingine huifungua tena.", clearSend: "Kubali siku", clearDone: "Imekubaliwa.",
    notes: "Yaliyosemwa", noNotes: "Hakuna bado.", system: "Mfumo", decided: "Inachunguzwa na", clearedBy: "Imekubaliwa na", absent: "Hakuna siku hiyo", absentSays: "Huenda ni ya biashara nyingine, au si yako kuiona.", close: "Funga",
  },
});
