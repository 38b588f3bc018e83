import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Products", says: "What is sold at the till, and what of it is there.", add: "New product", create: "Add", search: "Name or barcode",
    name: "Name", code: "Barcode or SKU", price: "Price, VAT included", cost: "Cost of one, without VAT", onHand: "On hand", worth: "Worth", vat: "VAT",
    STANDARD: "Standard rate", ZERO_RATED: "Zero-rated", EXEMPT: "Exempt", income: "Income account", stocked: "Is its stock kept?", yes: "Yes", no: "No",
    short: "sold more than came", away: "put away", show: "Show", forSale: "For sale", archived: "Put away", all: "All", onlyShort: "To be counted",
    nothing: "No products yet", nothingSays: "Add the first one, or bring them in from a file.", added: "Added.", badAmount: "Give shillings, like 1,250.",
    file: "From a file", fileSays: "A CSV file with a line for each product: name, price, cost, code, VAT (STANDARD, ZERO_RATED or EXEMPT), stock (yes or no). The first line holds these titles; only name and price are needed.",
    choose: "Choose the file", bring: "Add {count}", read: "Read: {count} products.", row: "Line", wrong: "What is wrong", brought: "Added: {count}. What was there already stayed as it was.",
    noTitles: "The first line needs the titles name and price.", noName: "A name is missing.", noPrice: "The price is no amount.", noCost: "The cost is no amount.", noVat: "VAT is STANDARD, ZERO_RATED or EXEMPT.",
    empty: "The file has no lines.", many: "At most {count} lines at a time.",
  },
  sw: {
    title: "Bidhaa", says: "Zinazouzwa kwenye kaunta, na zilizobaki.", add: "Bidhaa mpya", create: "Ongeza", search: "Jina au msimbo",
    name: "Jina", code: "Msimbo au SKU", price: "Bei, pamoja na VAT", cost: "Gharama ya moja, bila VAT", onHand: "Zilizopo", worth: "Thamani", vat: "VAT",
    STANDARD: "Kiwango cha kawaida", ZERO_RATED: "Kiwango sifuri", EXEMPT: "Imesamehewa", income: "Akaunti ya mapato", stocked: "Akiba yake inahesabiwa?", yes: "Ndiyo", no: "Hapana",
    short: "zimeuzwa kuliko zilizoingia", away: "imeondolewa", show: "Onyesha", forSale: "Zinazouzwa", archived: "Zilizoondolewa", all: "Zote", onlyShort: "Za kuhesabiwa",
    nothing: "Hakuna bidhaa bado", nothingSays: "Ongeza ya kwanza, au zilete kutoka kwa faili.", added: "Imeongezwa.", badAmount: "Andika shilingi, kama 1,250.",
    file: "Kutoka kwa faili", fileSays: "Faili ya CSV yenye mstari kwa kila bidhaa: name, price, cost, code, VAT (STANDARD, ZERO_RATED au EXEMPT), stock (yes au no). Mstari wa kwanza una vichwa hivi; name na price tu ndivyo vinavyohitajika.",
    choose: "Chagua faili", bring: "Ongeza {count}", read: "Zimesomwa: bidhaa {count}.", row: "Mstari", wrong: "Kosa", brought: "Zimeongezwa: {count}. Zilizokuwepo zimebaki zilivyokuwa.",
    noTitles: "Mstari wa kwanza unahitaji vichwa name na price.", noName: "Jina halipo.", noPrice: "Bei si kiasi.", noCost: "Gharama si kiasi.", noVat: "VAT ni STANDARD, ZERO_RATED au EXEMPT.",
    empty: "Faili haina mistari.", many: "Mistari {count} tu kwa mara moja.",
  },
});
