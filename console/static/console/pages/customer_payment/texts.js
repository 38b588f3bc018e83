import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Record a payment", titleFor: "Record a payment for {number}", invoiceSays: "It pays this invoice. What is more than due pays the customer's other invoices, oldest first; the rest is their credit.",
    customerSays: "It pays the customer's open invoices, oldest first; the rest is their credit.", withheldSays: "Tax that the customer kept back for KRA settles this invoice alone, and is at most what is due of it.",
    kind: "How it was paid", CASH: "Cash", CHEQUE: "Cheque", BANK: "Into the bank", VAT_WITHHELD: "VAT withheld", INCOME_TAX_WITHHELD: "Income tax withheld",
    amount: "Amount", reference_CHEQUE: "Number of the cheque", reference_BANK: "Reference of the transfer", reference_VAT_WITHHELD: "Number of the certificate", reference_INCOME_TAX_WITHHELD: "Number of the certificate",
    receivedOn: "Paid on", note: "Note, if any", record: "Record it", recorded: "The payment is recorded.", recordedWithCredit: "Recorded; {left} of it are the customer's credit.", badAmount: "Give shillings, like 1,250.50.",
    takeBack: "Take it back", takeBackTitle: "Take back {amount}?", takeBackSays: "The whole payment is undone today: what it paid is owed again, on every invoice that it paid. Both stay in the books.", reason: "Reason", reasonHint: "As: the cheque bounced.", takenBack: "Taken back: what it paid is owed again.",
  },
  sw: {
    title: "Andika malipo", titleFor: "Andika malipo ya {number}", invoiceSays: "Yanalipa ankara hii. Kinachozidi hulipa ankara nyingine za mteja, za zamani kwanza; kinachobaki ni salio lake.",
    customerSays: "Yanalipa ankara za mteja zilizo wazi, za zamani kwanza; kinachobaki ni salio lake.", withheldSays: "Kodi aliyozuia mteja kwa KRA hulipa ankara hii pekee, na si zaidi ya kinachodaiwa.",
    kind: "Ililipwa vipi", CASH: "Taslimu", CHEQUE: "Hundi", BANK: "Benki", VAT_WITHHELD: "VAT iliyozuiwa", INCOME_TAX_WITHHELD: "Kodi ya mapato iliyozuiwa",
    amount: "Kiasi", reference_CHEQUE: "Nambari ya hundi", reference_BANK: "Kumbukumbu ya uhamisho", reference_VAT_WITHHELD: "Nambari ya cheti", reference_INCOME_TAX_WITHHELD: "Nambari ya cheti",
    receivedOn: "Ililipwa tarehe", note: "Maelezo, kama yapo", record: "Yaandike", recorded: "Malipo yameandikwa.", recordedWithCredit: "Yameandikwa; {left} ni salio la mteja.", badAmount: "Andika shilingi, kama 1,250.50.",
    takeBack: "Yarudishe", takeBackTitle: "Urudishe {amount}?", takeBackSays: "Malipo yote yanafutwa leo: kilicholipwa kinadaiwa tena, kwenye kila ankara. Yote mawili hubaki vitabuni.", reason: "Sababu", reasonHint: "Kama: hundi ilirudishwa.", takenBack: "Yamerudishwa: kilicholipwa kinadaiwa tena.",
  },
});
