import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Reconciliation", absent: "No such proof", absentSays: "It is not there, or it is not yours to see.", proof: "Proof",
    workbook: "Workbook", print: "Print", statementClosing: "Closing balance by the statement", receiptsNotOnStatement: "Booked, not on the statement",
    payoutsNotOnStatement: "Paid out by the books, not on the statement", creditsNotBooked: "Came in by the statement, not booked",
    debitsNotBooked: "Went out by the statement, not booked", sweepsInFlight: "On its way between own accounts", ledger: "Balance by the books",
    unexplained: "Unexplained", complete: "Every shilling is explained.", open: "This is left over, and listed nowhere.", items: "Listed items",
    receipt: "Receipt", amount: "Amount", why: "Why", at: "When", reference: "Entry", facts: "How it was made", till: "Till", account: "Account", file: "Statement",
    seal: "Books up to entry", matched: "Rows that both have", booked: "Rows booked now", made: "Made", first: "The first {count} of {all}; all are in the workbook.",
    NOT_ON_STATEMENT: "not on the statement", NOT_BOOKED: "not booked", AMOUNT_DIFFERS: "amounts differ", BOOKED_TWICE: "booked more often",
    ON_STATEMENT_TWICE: "on the statement more often", UNCOVERED: "no statement covers it", none: "none", progress: "{done} of {all} rows", noItems: "Nothing is listed.", toExceptions: "Work through them",
    digest: "Digest", sameAs: "Made from the same as", gaps: "Days not covered", gapsSay: "No statement covers this time: bring it in, and prove again.",
    gapFrom: "From", gapUntil: "Until", jump: "The balance changes by", notKnown: "not known", cover: "Players' money", wallets: "Wallets", pools: "Open market pools",
    carryOver: "Carry-over", payoutsInFlight: "Payouts in flight", mpesa: "In M-Pesa", bank: "At the bank", surplus: "Left over",
    covered: "Players' money is covered.", notCovered: "Players' money is not covered.",
  },
  sw: {
    back: "Ulinganisho", absent: "Hakuna uthibitisho huo", absentSays: "Haupo, au si wako kuuona.", proof: "Uthibitisho",
    workbook: "Kitabu cha Excel", print: "Chapisha", statementClosing: "Salio la mwisho kwa taarifa", receiptsNotOnStatement: "Limeandikwa, halipo kwenye taarifa",
    payoutsNotOnStatement: "Limelipwa vitabuni, halipo kwenye taarifa", creditsNotBooked: "Liliingia kwa taarifa, halijaandikwa",
    debitsNotBooked: "Lilitoka kwa taarifa, halijaandikwa", sweepsInFlight: "Liko njiani kati ya akaunti zetu", ledger: "Salio kwa vitabu",
    unexplained: "Isiyoelezwa", complete: "Kila shilingi imeelezwa.", open: "Hii imebaki, na haijaorodheshwa popote.", items: "Vilivyoorodheshwa",
    receipt: "Risiti", amount: "Kiasi", why: "Kwa nini", at: "Lini", reference: "Ingizo", facts: "Ulivyofanywa", till: "Tili", account: "Akaunti", file: "Taarifa",
    seal: "Vitabu hadi ingizo", matched: "Mistari iliyo kote kuwili", booked: "Mistari iliyoandikwa sasa", made: "Ulifanywa", first: "{count} za kwanza kati ya {all}; zote zimo kwenye kitabu.",
    NOT_ON_STATEMENT: "halipo kwenye taarifa", NOT_BOOKED: "halijaandikwa", AMOUNT_DIFFERS: "viasi vinatofautiana", BOOKED_TWICE: "limeandikwa mara nyingi",
    ON_STATEMENT_TWICE: "liko mara nyingi kwenye taarifa", UNCOVERED: "hakuna taarifa ya muda huo", none: "hakuna", progress: "mistari {done} kati ya {all}", noItems: "Hakuna kilichoorodheshwa.", toExceptions: "Zishughulikie",
    digest: "Alama ya uthibitisho", sameAs: "Umetokana na yaleyale ya", gaps: "Siku zisizo na taarifa", gapsSay: "Hakuna taarifa ya muda huu: ilete, kisha uthibitishe tena.",
    gapFrom: "Kuanzia", gapUntil: "Hadi", jump: "Salio linabadilika kwa", notKnown: "haijulikani", cover: "Pesa za wachezaji", wallets: "Pochi", pools: "Mabwawa ya masoko yaliyo wazi",
    carryOver: "Zilizobebwa mbele", payoutsInFlight: "Malipo yaliyo njiani", mpesa: "Zilizo M-Pesa", bank: "Zilizo benki", surplus: "Kinachobaki",
    covered: "Pesa za wachezaji zimelindwa.", notCovered: "Pesa za wachezaji hazijalindwa zote.",
  },
});
