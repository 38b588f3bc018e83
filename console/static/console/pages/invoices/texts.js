import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Invoices", says: "What was billed, and what of it was paid.", number: "Invoice", customer: "Customer", state: "State",
    total: "Total", due: "Still due", dueOn: "Due on", made: "Made", search: "Invoice or account number", exactPhone: "Phone",
    phoneHint: "0712 345 678", DRAFT: "Draft", UNPAID: "Unpaid", PARTIALLY_PAID: "Partly paid", PAID: "Paid", VOID: "Void",
    nothing: "No invoices yet", nothingSays: "Open a customer and bill them.", add: "New invoice", create: "Make a draft",
    line: "Line {number}", description: "What for", quantity: "How many", unitPrice: "Price of one", addLine: "Add a line",
    removeLine: "Take line {number} away", dueOnLabel: "To be paid by, if there is a day", badPrice: "Give shillings, like 1,250.50.",
    made2: "Draft {number} is made. Issue it when it is right.", erased: "erased",
  },
  sw: {
    title: "Ankara", says: "Kilichotozwa, na kilicholipwa kati yake.", number: "Ankara", customer: "Mteja", state: "Hali",
    total: "Jumla", due: "Kinachodaiwa", dueOn: "Mwisho wa kulipa", made: "Ilitengenezwa", search: "Nambari ya ankara au akaunti",
    exactPhone: "Simu", phoneHint: "0712 345 678", DRAFT: "Rasimu", UNPAID: "Haijalipwa", PARTIALLY_PAID: "Imelipwa kiasi",
    PAID: "Imelipwa", VOID: "Imefutwa", nothing: "Hakuna ankara bado", nothingSays: "Fungua mteja kisha umtoze.", add: "Ankara mpya",
    create: "Tengeneza rasimu", line: "Mstari {number}", description: "Ya nini", quantity: "Ngapi", unitPrice: "Bei ya moja",
    addLine: "Ongeza mstari", removeLine: "Ondoa mstari {number}", dueOnLabel: "Ilipwe kufikia, kama kuna siku",
    badPrice: "Andika shilingi, kama 1,250.50.", made2: "Rasimu {number} imetengenezwa. Itoe ikiwa sahihi.", erased: "limefutwa",
  },
});
