import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "VAT return", says: "What iTax asks for in form VAT 3. It is due on the 20th of the next month.", month: "Month", thisMonth: "This month", lastMonth: "Last month",
    due: "due by {day}", sales: "Sales", purchases: "Purchases", value: "Taxable value", vat: "VAT",
    standard: "At the standard rate", zero: "Zero-rated", exempt: "Exempt", outputVat: "Output VAT", inputVat: "Input VAT",
    otherOutput: "of it without a coded line", otherInput: "of it without a coded line", result: "The month", withheld: "Withheld by appointed agents",
    payable: "Payable for the month", credit: "Credit of the month", account: "2600 VAT with all below it", broughtForward: "Brought forward", settled: "Paid to KRA in the month", owed: "Owed at the end of the month",
    otherSays: "Some VAT was booked on lines that do not say how they are taxed. Look at them before you file.",
  },
  sw: {
    title: "Ripoti ya VAT", says: "Kinachotakiwa na iTax katika fomu ya VAT 3. Mwisho ni tarehe 20 ya mwezi unaofuata.", month: "Mwezi", thisMonth: "Mwezi huu", lastMonth: "Mwezi uliopita",
    due: "mwisho {day}", sales: "Mauzo", purchases: "Manunuzi", value: "Thamani", vat: "VAT",
    standard: "Kwa kiwango cha kawaida", zero: "Kiwango sifuri", exempt: "Isiyotozwa", outputVat: "VAT ya mauzo", inputVat: "VAT ya manunuzi",
    otherOutput: "kati yake bila mstari wenye msimbo", otherInput: "kati yake bila mstari wenye msimbo", result: "Mwezi", withheld: "Iliyozuiwa na mawakala",
    payable: "Ya kulipa kwa mwezi", credit: "Dai la mwezi", account: "2600 VAT na zote chini yake", broughtForward: "Iliyoletwa mbele", settled: "Iliyolipwa KRA mwezi huo", owed: "Inayodaiwa mwisho wa mwezi",
    otherSays: "VAT nyingine imeandikwa kwenye mistari isiyosema inatozwaje. Iangalie kabla ya kuwasilisha.",
  },
});
