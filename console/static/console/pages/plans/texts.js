import { words } from "../../client/language.js";

export const t = words({
  en: {
    says: "What is billed again and again, and at which price.", add: "New plan", create: "Make it", made: "The plan is there.", name: "Name", nameHint: "As people call it: Two bedrooms, Fibre 10", often: "How often", price: "Price", subscribers: "Subscriptions", trial: "Days on trial", due: "Days to pay", state: "State", inUse: "In use", archived: "Archived", search: "Name", nothing: "No plans yet", nothingSays: "Make the first one: rent, a fee, water.",
    in: "Billed in", DAYS: "Days", WEEKS: "Weeks", MONTHS: "Months", every: "Every so many", dueHint: "After the first day of a period",
    line: "Line {number}", addLine: "Another line", removeLine: "Remove line {number}", description: "What for", quantity: "How many", unitPrice: "Price of one", vat: "VAT", NONE: "None", STANDARD: "Standard rate", ZERO_RATED: "Zero-rated", EXEMPT: "Exempt", includes: "VAT", INSIDE: "Inside the prices", ON_TOP: "On top of the prices", badPrice: "Write the price in shillings, like 1250 or 1250.50.",
  },
  sw: {
    says: "Kinachotozwa mara kwa mara, na kwa bei gani.", add: "Mpango mpya", create: "Tengeneza", made: "Mpango upo.", name: "Jina", nameHint: "Kama watu wanavyouita: Vyumba viwili, Fibre 10", often: "Mara ngapi", price: "Bei", subscribers: "Usajili", trial: "Siku za majaribio", due: "Siku za kulipa", state: "Hali", inUse: "Unatumika", archived: "Umewekwa kando", search: "Jina", nothing: "Hakuna mipango bado", nothingSays: "Tengeneza wa kwanza: kodi, ada, maji.",
    in: "Hutozwa kwa", DAYS: "Siku", WEEKS: "Wiki", MONTHS: "Miezi", every: "Kila idadi", dueHint: "Baada ya siku ya kwanza ya kipindi",
    line: "Mstari {number}", addLine: "Mstari mwingine", removeLine: "Ondoa mstari {number}", description: "Kwa nini", quantity: "Ngapi", unitPrice: "Bei ya kimoja", vat: "VAT", NONE: "Hakuna", STANDARD: "Kiwango cha kawaida", ZERO_RATED: "Kiwango sifuri", EXEMPT: "Imesamehewa", includes: "VAT", INSIDE: "Ndani ya bei", ON_TOP: "Juu ya bei", badPrice: "Andika bei kwa shilingi, kama 1250 au 1250.50.",
  },
});
