import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Customers", absent: "No such customer", absentSays: "They are not there, or not yours to see.", account: "Account",
    phone: "Phone", since: "Customer since", invoices: "Invoices", number: "Invoice", state: "State", total: "Total", due: "Still due",
    payments: "Payments", receipt: "Receipt", at: "Booked", amount: "Amount", of: "Of invoice", bill: "New invoice", owes: "Still due in all", dueOn: "Due on",
    noInvoices: "Nothing was billed yet", noPayments: "Nothing was paid yet", erased: "Erased customer", none: "not known",
    newest: "The newest {count} of {all}.", accountHint: "What they type as the account when they pay to the PayBill.",
    credit: "Credit", credits: "Paid beyond the bills", left: "Left", creditSays: "It is the customer's, on 2100 Customer credit. No invoice takes it by itself; it can be given back on the page of its receipt.",
    edit: "Edit", name: "Name", save: "Save", saved: "Saved.", editSays: "Account {account} stays theirs. Who changed what is kept in the audit trail.", editPhoneHint: "Where they pay from; empty when it is not known.",
  },
  sw: {
    back: "Wateja", absent: "Hakuna mteja huyo", absentSays: "Hayupo, au si wako kumwona.", account: "Akaunti",
    phone: "Simu", since: "Mteja tangu", invoices: "Ankara", number: "Ankara", state: "Hali", total: "Jumla", due: "Kinachodaiwa",
    payments: "Malipo", receipt: "Risiti", at: "Iliandikwa", amount: "Kiasi", of: "Ya ankara", bill: "Ankara mpya", owes: "Kinachodaiwa kwa jumla", dueOn: "Mwisho wa kulipa",
    noInvoices: "Bado hajatozwa", noPayments: "Bado hajalipa", erased: "Mteja aliyefutwa", none: "haijulikani",
    newest: "{count} za mwisho kati ya {all}.", accountHint: "Anachoandika kama akaunti anapolipa kwa PayBill.",
    credit: "Salio lake", credits: "Alicholipa zaidi ya ankara", left: "Kimebaki", creditSays: "Ni cha mteja, kwenye 2100 Salio la wateja. Hakuna ankara inayokichukua yenyewe; kinaweza kurudishwa kwenye ukurasa wa risiti yake.",
    edit: "Hariri", name: "Jina", save: "Hifadhi", saved: "Imehifadhiwa.", editSays: "Akaunti {account} inabaki yake. Nani alibadilisha nini huhifadhiwa kwenye kumbukumbu.", editPhoneHint: "Anakolipia; wazi ikiwa haijulikani.",
  },
});
