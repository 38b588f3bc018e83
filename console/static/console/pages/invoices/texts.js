import { words } from "../../client/language.js";

export const t = words({
  en: {
    etims: "KRA (eTIMS)", title: "Invoices", says: "What was billed, and what of it was paid.", number: "Invoice", customer: "Customer", state: "State",
    total: "Total", due: "Still due", dueOn: "Due on", made: "Made", search: "Invoice or account number", exactPhone: "Phone",
    phoneHint: "0712 345 678", DRAFT: "Draft", UNPAID: "Unpaid", PARTIALLY_PAID: "Partly paid", PAID: "Paid", VOID: "Void",
    nothing: "No invoices yet", nothingSays: "Bill somebody: press New invoice.", add: "New invoice", erased: "erased",
    typed: "Payers type", draft: "draft", overdue: "Late", LATE: "Late ones", ON_TIME: "The others", paid: "Settled", whose: "Of one customer", ofOne: "Invoices of one customer alone.", everybody: "Show everybody's",
  },
  sw: {
    etims: "KRA (eTIMS)", title: "Ankara", says: "Kilichotozwa, na kilicholipwa kati yake.", number: "Ankara", customer: "Mteja", state: "Hali",
    total: "Jumla", due: "Kinachodaiwa", dueOn: "Mwisho wa kulipa", made: "Ilitengenezwa", search: "Nambari ya ankara au akaunti",
    exactPhone: "Simu", phoneHint: "0712 345 678", DRAFT: "Rasimu", UNPAID: "Haijalipwa", PARTIALLY_PAID: "Imelipwa kiasi",
    PAID: "Imelipwa", VOID: "Imefutwa", nothing: "Hakuna ankara bado", nothingSays: "Mtoze mtu: bonyeza Ankara mpya.", add: "Ankara mpya", erased: "limefutwa",
    typed: "Walipaji huandika", draft: "rasimu", overdue: "Zilizochelewa", LATE: "Zilizochelewa", ON_TIME: "Nyingine", paid: "Imelipwa", whose: "Za mteja mmoja", ofOne: "Ankara za mteja mmoja pekee.", everybody: "Onyesha za wote",
  },
});
