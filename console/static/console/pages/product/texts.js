import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Products", absent: "No such product", absentSays: "It is not there, or it is not yours to see.", edit: "Change", save: "Save", saved: "Saved.",
    archive: "Put away", archiveTitle: "Put {name} away?", archiveSays: "It is not offered at the till any more. Its stock and its sales stay in the books.", restore: "Bring back", archived: "Put away.", restored: "Brought back.",
    receive: "Goods came in", count: "Count", quantity: "How many", cost: "What all of them cost, without VAT", from: "Booked against", note: "Note", found: "How many are there",
    PAYABLES: "To be paid later (2000)", CASH: "Cash (1020)", OPENING_BALANCE: "There from the beginning (3900)", book: "Book", countSays: "By the books there are {onHand}. The difference is booked as cost of goods sold.",
    received: "Booked: {onHand} are there now.", counted: "Counted: {quantity} against the books.", badAmount: "Give shillings, like 1,250.",
    price: "Price, VAT included", costOne: "Cost of one", code: "Barcode or SKU", vat: "VAT", STANDARD: "Standard rate", ZERO_RATED: "Zero-rated", EXEMPT: "Exempt", income: "Income account",
    onHand: "On hand", worth: "Worth at cost", notKept: "Its stock is not kept.", short: "More was sold than came in: count it.", moves: "What came and went", why: "Why", at: "When", by: "Who", noMoves: "Nothing moved yet", newest: "The newest {count} of {all}.",
    OPENING: "There from the beginning", RECEIVED: "Came in", SOLD: "Sold", RETURNED: "Came back", COUNTED: "Counted",
  },
  sw: {
    back: "Bidhaa", absent: "Hakuna bidhaa hiyo", absentSays: "Haipo, au si yako kuiona.", edit: "Badilisha", save: "Hifadhi", saved: "Imehifadhiwa.",
    archive: "Iondoe", archiveTitle: "Uondoe {name}?", archiveSays: "Haitauzwa tena kwenye kaunta. Akiba na mauzo yake yanabaki vitabuni.", restore: "Irudishe", archived: "Imeondolewa.", restored: "Imerudishwa.",
    receive: "Bidhaa zimeingia", count: "Hesabu", quantity: "Ngapi", cost: "Gharama ya zote, bila VAT", from: "Imeandikwa dhidi ya", note: "Maelezo", found: "Zipo ngapi",
    PAYABLES: "Italipwa baadaye (2000)", CASH: "Taslimu (1020)", OPENING_BALANCE: "Zilikuwepo tangu mwanzo (3900)", book: "Andika", countSays: "Vitabuni zipo {onHand}. Tofauti inaandikwa kama gharama ya mauzo.",
    received: "Imeandikwa: sasa zipo {onHand}.", counted: "Zimehesabiwa: tofauti {quantity}.", badAmount: "Andika shilingi, kama 1,250.",
    price: "Bei, pamoja na VAT", costOne: "Gharama ya moja", code: "Msimbo au SKU", vat: "VAT", STANDARD: "Kiwango cha kawaida", ZERO_RATED: "Kiwango sifuri", EXEMPT: "Imesamehewa", income: "Akaunti ya mapato",
    onHand: "Zilizopo", worth: "Thamani kwa gharama", notKept: "Akiba yake haihesabiwi.", short: "Zimeuzwa zaidi ya zilizoingia: zihesabu.", moves: "Zilizoingia na kutoka", why: "Kwa nini", at: "Lini", by: "Nani", noMoves: "Bado hakuna kilichotokea", newest: "{count} za karibuni kati ya {all}.",
    OPENING: "Zilikuwepo", RECEIVED: "Ziliingia", SOLD: "Ziliuzwa", RETURNED: "Zilirudi", COUNTED: "Zilihesabiwa",
  },
});
