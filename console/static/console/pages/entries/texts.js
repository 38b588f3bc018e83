import { words } from "../../client/language.js";

export const t = words({
  en: {
    says: "Every entry as it came into the books, newest first.", search: "Search", searchHint: "Description or reference", receipt: "Receipt number",
    kind: "Kind", number: "Entry", day: "Counts for", description: "Description", reference: "Reference", amount: "Amount", by: "By", undone: "Reversed",
    posted: "Booked", system: "System",
    RECEIPT: "Receipt", ROUTE: "Placing", SUSPENSE: "Suspense", TAKEN_BACK: "Taken back", CORRECTION: "Correction", PAYOUT: "Payout", CHARGE: "M-Pesa charge", SWEEP: "Sweep to the bank", OPENING: "Opening balance",
    PAYMENT: "Customer payment", ALLOCATION: "Credit moved", CREDIT_NOTE: "Credit note", WRITE_OFF: "Write-off", REFUND: "Refund in cash", STOCK: "Stock", DRAWER: "Cash drawer",
    INVOICE: "Invoice", WALLET: "Wallet", STAKE: "Stake", SETTLEMENT: "Market settled", MANUAL: "Voucher", CLOSING: "Year-end", REVERSAL: "Reversal",
  },
  sw: {
    says: "Kila ingizo lilivyoingia vitabuni, jipya kwanza.", search: "Tafuta", searchHint: "Maelezo au rejea", receipt: "Nambari ya risiti",
    kind: "Aina", number: "Ingizo", day: "La siku", description: "Maelezo", reference: "Rejea", amount: "Kiasi", by: "Na", undone: "Limebatilishwa",
    posted: "Liliandikwa", system: "Mfumo",
    RECEIPT: "Risiti", ROUTE: "Kuwekwa", SUSPENSE: "Yasiyojulikana", TAKEN_BACK: "Imerudishwa", CORRECTION: "Marekebisho", PAYOUT: "Malipo ya kutoka", CHARGE: "Ada ya M-Pesa", SWEEP: "Kwenda benki", OPENING: "Salio la mwanzo",
    PAYMENT: "Malipo ya mteja", ALLOCATION: "Salio kuhamishwa", CREDIT_NOTE: "Hati ya mkopo", WRITE_OFF: "Kufutwa kwa deni", REFUND: "Kurudishiwa taslimu", STOCK: "Bidhaa", DRAWER: "Droo ya pesa",
    INVOICE: "Ankara", WALLET: "Pochi", STAKE: "Dau", SETTLEMENT: "Soko limelipwa", MANUAL: "Vocha", CLOSING: "Mwisho wa mwaka", REVERSAL: "Ubatilisho",
  },
});
