import { words } from "../../client/language.js";

export const t = words({
  en: {
    owes: "Owes", hasCredit: "Has credit", dueAndCredit: "Due less credit:", notDue: "Not due yet", days1To30: "1 to 30 days late", days31To60: "31 to 60 days late", days61To90: "61 to 90 days late", over90: "More than 90 days late",
    pay: "Record a payment", apply: "Use the credit", applyTitle: "Pay open invoices with the credit?", applySays: "{most} of the credit pay the open invoices, oldest first.", applied: "The credit has paid.",
    refund: "Give back in cash", refundSays: "{credit} are credit. Cash goes out of 1020 Cash today.", refundSend: "Give it back", refunded: "Given back.", amount: "Amount", reason: "Reason", badAmount: "Give shillings, like 1,250.50.", byMpesa: "Give back by M-Pesa, out of receipt:",
    statement: "Statement", opening: "Owed before", billed: "Billed", paid: "Paid", closing: "Owed after", balance: "Owes then", day: "Day", what: "What", nothingMoved: "Nothing moved in these days",
    wasBilled: "Invoice {number}", wasVoid: "Invoice {number} made void", givenBack: "Credit given back", cameBack: "A refund came back", takenBack: "{what}, taken back",
    CASH: "Cash", CHEQUE: "Cheque", BANK: "Bank", VAT_WITHHELD: "VAT withheld", INCOME_TAX_WITHHELD: "Income tax withheld", CREDIT_NOTE: "Credit note", WRITE_OFF: "Written off", MPESA: "M-Pesa",
  },
  sw: {
    owes: "Anadaiwa", hasCredit: "Ana salio", dueAndCredit: "Kinachodaiwa bila salio:", notDue: "Bado muda", days1To30: "Imechelewa siku 1 hadi 30", days31To60: "Imechelewa siku 31 hadi 60", days61To90: "Imechelewa siku 61 hadi 90", over90: "Imechelewa zaidi ya siku 90",
    pay: "Andika malipo", apply: "Tumia salio", applyTitle: "Ulipe ankara zilizo wazi kwa salio?", applySays: "{most} za salio zinalipa ankara zilizo wazi, za zamani kwanza.", applied: "Salio limelipa.",
    refund: "Rudisha taslimu", refundSays: "{credit} ni salio. Taslimu hutoka 1020 Cash leo.", refundSend: "Rudisha", refunded: "Imerudishwa.", amount: "Kiasi", reason: "Sababu", badAmount: "Andika shilingi, kama 1,250.50.", byMpesa: "Rudisha kwa M-Pesa, kutoka risiti:",
    statement: "Taarifa ya mteja", opening: "Alidaiwa kabla", billed: "Alitozwa", paid: "Alilipa", closing: "Alidaiwa baada", balance: "Anadaiwa hapo", day: "Siku", what: "Nini", nothingMoved: "Hakuna kilichosogea siku hizi",
    wasBilled: "Ankara {number}", wasVoid: "Ankara {number} ilifutwa", givenBack: "Salio lilirudishwa", cameBack: "Marejesho yalirudi", takenBack: "{what}, yalirudishwa",
    CASH: "Taslimu", CHEQUE: "Hundi", BANK: "Benki", VAT_WITHHELD: "VAT iliyozuiwa", INCOME_TAX_WITHHELD: "Kodi ya mapato iliyozuiwa", CREDIT_NOTE: "Hati ya mkopo", WRITE_OFF: "Deni lililofutwa", MPESA: "M-Pesa",
  },
});
