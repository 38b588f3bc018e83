import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Invoices", absent: "No such invoice", absentSays: "It is not there, or it is not yours to see.", invoice: "Invoice",
    customer: "Customer", lines: "What is billed", description: "What for", quantity: "How many", price: "Price", amount: "Amount",
    total: "Total", paid: "Paid", due: "Still due", dueOn: "Due on", issued: "Issued", made: "Made", notIssued: "not yet",
    payments: "Payments", receipt: "Receipt", at: "Booked", noPayments: "Nothing was paid yet", issue: "Issue it",
    issueTitle: "Issue invoice {number}?", issueSays: "{total} is posted to Receivables and Sales, and the customer can pay. An issued invoice is not changed any more.",
    issued2: "Issued: it can be paid now.", ask: "Ask for payment", askTitle: "Ask for payment on a phone", phone: "Phone",
    till: "To", sum: "Amount", send: "Send the prompt", asked: "The phone rings. What becomes of it shows here.", print: "Print",
    CASH: "Cash", CHEQUE: "Cheque", BANK: "Bank", VAT_WITHHELD: "VAT withheld", INCOME_TAX_WITHHELD: "Income tax withheld", CREDIT_NOTE: "Credit note", WRITE_OFF: "Written off", MPESA: "M-Pesa",
    payHow: "Pay to the PayBill and type {number} as the account.", erased: "Erased customer", badAmount: "Give shillings, like 1,250.",
  },
  sw: {
    back: "Ankara", absent: "Hakuna ankara hiyo", absentSays: "Haipo, au si yako kuiona.", invoice: "Ankara",
    customer: "Mteja", lines: "Kilichotozwa", description: "Ya nini", quantity: "Ngapi", price: "Bei", amount: "Kiasi",
    total: "Jumla", paid: "Imelipwa", due: "Kinachodaiwa", dueOn: "Mwisho wa kulipa", issued: "Ilitolewa", made: "Ilitengenezwa",
    notIssued: "bado", payments: "Malipo", receipt: "Risiti", at: "Iliandikwa", noPayments: "Bado hakijalipwa chochote", issue: "Itoe",
    issueTitle: "Utoe ankara {number}?", issueSays: "{total} inaandikwa kwenye Wadaiwa na Mauzo, na mteja anaweza kulipa. Ankara iliyotolewa haibadilishwi tena.",
    issued2: "Imetolewa: sasa inaweza kulipwa.", ask: "Omba malipo", askTitle: "Omba malipo kwenye simu", phone: "Simu",
    till: "Kwa", sum: "Kiasi", send: "Tuma ombi", asked: "Simu inalia. Kitakachotokea kitaonekana hapa.", print: "Chapisha",
    CASH: "Taslimu", CHEQUE: "Hundi", BANK: "Benki", VAT_WITHHELD: "VAT iliyozuiwa", INCOME_TAX_WITHHELD: "Kodi ya mapato iliyozuiwa", CREDIT_NOTE: "Hati ya mkopo", WRITE_OFF: "Deni lililofutwa", MPESA: "M-Pesa",
    payHow: "Lipa kwa PayBill na uandike {number} kama akaunti.", erased: "Mteja aliyefutwa", badAmount: "Andika shilingi, kama 1,250.",
  },
});
