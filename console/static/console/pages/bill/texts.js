import { words } from "../../client/language.js";

export const t = words({
  en: {
    add: "New invoice", create: "Make a draft", billWhom: "New invoice for {name}", whom: "Who is billed?", search: "Name, account, phone or PIN",
    nobody: "Nobody was found. Add the customer first.", line: "Line {number}", description: "What for", quantity: "How many",
    unitPrice: "Price of one", discount: "Discount on the line", vatCode: "VAT", noVat: "No VAT", STANDARD: "Standard", ZERO_RATED: "Zero rate", EXEMPT: "Exempt",
    accountCode: "Income account", askAccount: "Choose income accounts", lineAmount: "Comes to", remove: "Take away", removeLine: "Take line {number} away", addLine: "Add a line",
    prices: "Prices", with: "with VAT in them", without: "without VAT: it comes on top", dueOn: "To be paid by", dueOnHint: "Empty: at once.",
    note: "Note", noteHint: "Printed below the lines.", net: "Without VAT", vat: "VAT", total: "Total", badPrice: "Give shillings, like 1,250.50.",
    drafted: "Draft {number} is made. Issue it when it is right.", editTitle: "Edit draft {number}", save: "Save the draft", saved: "The draft is saved.",
  },
  sw: {
    add: "Ankara mpya", create: "Tengeneza rasimu", billWhom: "Ankara mpya ya {name}", whom: "Nani anatozwa?", search: "Jina, akaunti, simu au PIN",
    nobody: "Hakupatikana mtu. Ongeza mteja kwanza.", line: "Mstari {number}", description: "Ya nini", quantity: "Ngapi",
    unitPrice: "Bei ya moja", discount: "Punguzo", vatCode: "VAT", noVat: "Bila VAT", STANDARD: "Kawaida", ZERO_RATED: "Kiwango sifuri", EXEMPT: "Imesamehewa",
    accountCode: "Akaunti ya mapato", askAccount: "Chagua akaunti za mapato", lineAmount: "Inafika", remove: "Ondoa", removeLine: "Ondoa mstari {number}", addLine: "Ongeza mstari",
    prices: "Bei", with: "zenye VAT ndani", without: "bila VAT: inaongezwa juu", dueOn: "Ilipwe kufikia", dueOnHint: "Wazi: mara moja.",
    note: "Maelezo", noteHint: "Huchapishwa chini ya mistari.", net: "Bila VAT", vat: "VAT", total: "Jumla", badPrice: "Andika shilingi, kama 1,250.50.",
    drafted: "Rasimu {number} imetengenezwa. Itoe ikiwa sahihi.", editTitle: "Hariri rasimu {number}", save: "Hifadhi rasimu", saved: "Rasimu imehifadhiwa.",
  },
});
