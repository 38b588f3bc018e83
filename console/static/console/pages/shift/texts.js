import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Shifts", absent: "No such shift", absentSays: "It is not there, or it is not yours to see.", z: "Z-report {number}", x: "So far: shift {number}", print: "Print", cashier: "Cashier", opened: "Opened", closed: "Closed", closedBy: "Counted by", register: "Drawer", serials: "Receipts",
    sales: "Sales", count: "How many", gross: "Sold, VAT included", net: "Without VAT", vat: "VAT", discounts: "Discounts given", posted: "In the books", onAccount: "Of them on account", abandoned: "Given up", due: "Still due",
    paidBy: "Paid by", MPESA: "M-Pesa", CASH: "Cash", CHEQUE: "Cheque", BANK: "Bank", VAT_WITHHELD: "VAT withheld", INCOME_TAX_WITHHELD: "Income tax withheld", CREDIT_NOTE: "Credit notes", WRITE_OFF: "Written off",
    byVat: "VAT, less what came back", STANDARD: "Standard rate", ZERO_RATED: "Zero-rated", EXEMPT: "Exempt", none: "No VAT", returned: "Given back", total: "Credit notes", cashBack: "In cash", mpesaBack: "By M-Pesa", credit: "Left as credit",
    drawer: "Drawer", opening: "Float", cashSales: "Cash sales", refunds: "Given back in cash", putIn: "Put in", takenOut: "Taken out", other: "By vouchers", between: "Moved between shifts", outside: "Moved outside of shifts", expected: "Should be in it", counted: "Counted", overShort: "Over or short",
    claims: "Payments taken without a reference", moves: "Cash that moved", why: "Why", amount: "Amount", at: "When", by: "Who", OPENING: "Float counted", SALE: "Sale", IN: "Put in", OUT: "Taken out", REFUND: "Given back", CLOSING: "Counted", pieces: "Notes and coins", digest: "Digest", note: "Note", noMoves: "No cash moved",
  },
  sw: {
    back: "Zamu", absent: "Hakuna zamu hiyo", absentSays: "Haipo, au si yako kuiona.", z: "Ripoti ya Z {number}", x: "Hadi sasa: zamu {number}", print: "Chapisha", cashier: "Keshia", opened: "Ilifunguliwa", closed: "Ilifungwa", closedBy: "Ilihesabiwa na", register: "Droo", serials: "Risiti",
    sales: "Mauzo", count: "Ngapi", gross: "Yaliyouzwa, pamoja na VAT", net: "Bila VAT", vat: "VAT", discounts: "Punguzo lililotolewa", posted: "Vitabuni", onAccount: "Kati yake kwa mkopo", abandoned: "Yaliyoachwa", due: "Bado yanadaiwa",
    paidBy: "Yalilipwa kwa", MPESA: "M-Pesa", CASH: "Taslimu", CHEQUE: "Hundi", BANK: "Benki", VAT_WITHHELD: "VAT iliyozuiwa", INCOME_TAX_WITHHELD: "Kodi ya mapato iliyozuiwa", CREDIT_NOTE: "Hati za mkopo", WRITE_OFF: "Yaliyofutwa",
    byVat: "VAT, bila yaliyorudi", STANDARD: "Kiwango cha kawaida", ZERO_RATED: "Kiwango sifuri", EXEMPT: "Imesamehewa", none: "Bila VAT", returned: "Yaliyorudishwa", total: "Hati za mkopo", cashBack: "Kwa taslimu", mpesaBack: "Kwa M-Pesa", credit: "Yaliyobaki salio",
    drawer: "Droo", opening: "Pesa ya kuanzia", cashSales: "Mauzo ya taslimu", refunds: "Iliyorudishwa taslimu", putIn: "Iliyoingizwa", takenOut: "Iliyotolewa", other: "Kwa vocha", between: "Iliyohama kati ya zamu", outside: "Iliyohama nje ya zamu", expected: "Inapaswa kuwamo", counted: "Iliyohesabiwa", overShort: "Ziada au upungufu",
    claims: "Malipo yaliyochukuliwa bila rejea", moves: "Pesa taslimu iliyohama", why: "Kwa nini", amount: "Kiasi", at: "Lini", by: "Nani", OPENING: "Pesa ya kuanzia", SALE: "Mauzo", IN: "Imeingizwa", OUT: "Imetolewa", REFUND: "Imerudishwa", CLOSING: "Imehesabiwa", pieces: "Noti na sarafu", digest: "Muhtasari", note: "Maelezo", noMoves: "Hakuna pesa iliyohama",
  },
});
