import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Customers", absent: "No such customer", absentSays: "They are not there, or not yours to see.", account: "Account",
    phone: "Phone", since: "Customer since", invoices: "Invoices", number: "Invoice", state: "State", total: "Total", due: "Still due",
    payments: "Payments", receipt: "Payment", at: "Paid on", amount: "Amount", of: "Of invoice", bill: "New invoice", who: "Who it is", dueOn: "Due on",
    noInvoices: "Nothing was billed yet", noPayments: "Nothing was paid yet", erased: "Erased customer", none: "not known",
    newest: "The newest {count} of {all}.", accountHint: "What they type as the account when they pay to the PayBill.",
    left: "Left as credit", CASH: "Cash", CHEQUE: "Cheque", BANK: "Bank", VAT_WITHHELD: "VAT withheld", INCOME_TAX_WITHHELD: "Income tax withheld", CREDIT_NOTE: "Credit note", WRITE_OFF: "Written off", MPESA: "M-Pesa",
    edit: "Edit", name: "Name", save: "Save", saved: "Saved.", editSays: "Account {account} stays theirs. Who changed what is kept in the audit trail.",
    nameHint: "As it stands on bills.", phones: "Phones", phoneHint: "Where they are reached, like 0712 345 678; empty when it is not known.", otherPhones: "Other phones", otherPhonesHint: "Where else they pay from; a comma between two.",
    email: "E-mail", kraPin: "KRA PIN", kraPinHint: "Like A012345678Z. It is kept sealed.", tags: "Tags", tagsHint: "Words to find them by; a comma between two.", creditLimit: "Credit limit", creditLimitHint: "Shillings that may be due at most; empty for as much as they like, 0 for nothing.",
    externalRef: "Account before", externalRefHint: "Their account in the system that you used before.", badLimit: "Write an amount in shillings, like 5,000.",
    archive: "Put away", archiveTitle: "Put {name} away?", archiveSays: "They are billed no more and stand in no list to choose from. What they owe stays owed, and what they pay still finds its way. You can take them up again.", archived: "Put away.",
    unarchive: "Take up again", unarchived: "Taken up again.", isAway: "Put away since", awaySays: "They are billed no more; what they pay still finds its way.", walkInSays: "Nobody in particular: sales at the counter are billed here.",
  },
  sw: {
    back: "Wateja", absent: "Hakuna mteja huyo", absentSays: "Hayupo, au si wako kumwona.", account: "Akaunti",
    phone: "Simu", since: "Mteja tangu", invoices: "Ankara", number: "Ankara", state: "Hali", total: "Jumla", due: "Kinachodaiwa",
    payments: "Malipo", receipt: "Malipo", at: "Ililipwa tarehe", amount: "Kiasi", of: "Ya ankara", bill: "Ankara mpya", who: "Ni nani", dueOn: "Mwisho wa kulipa",
    noInvoices: "Bado hajatozwa", noPayments: "Bado hajalipa", erased: "Mteja aliyefutwa", none: "haijulikani",
    newest: "{count} za mwisho kati ya {all}.", accountHint: "Anachoandika kama akaunti anapolipa kwa PayBill.",
    left: "Kimebaki kama salio", CASH: "Taslimu", CHEQUE: "Hundi", BANK: "Benki", VAT_WITHHELD: "VAT iliyozuiwa", INCOME_TAX_WITHHELD: "Kodi ya mapato iliyozuiwa", CREDIT_NOTE: "Hati ya mkopo", WRITE_OFF: "Deni lililofutwa", MPESA: "M-Pesa",
    edit: "Hariri", name: "Jina", save: "Hifadhi", saved: "Imehifadhiwa.", editSays: "Akaunti {account} inabaki yake. Nani alibadilisha nini huhifadhiwa kwenye kumbukumbu.",
    nameHint: "Kama lilivyo kwenye bili.", phones: "Simu", phoneHint: "Anakopatikana, kama 0712 345 678; wazi ikiwa haijulikani.", otherPhones: "Simu nyingine", otherPhonesHint: "Anakolipia pia; tenganisha kwa koma.",
    email: "Barua pepe", kraPin: "PIN ya KRA", kraPinHint: "Kama A012345678Z. Huhifadhiwa kwa siri.", tags: "Vitambulisho", tagsHint: "Maneno ya kumpata nayo; tenganisha kwa koma.", creditLimit: "Kikomo cha mkopo", creditLimitHint: "Shilingi anazoweza kudaiwa zaidi; wazi kwa kiasi chochote, 0 kwa hakuna.",
    externalRef: "Akaunti ya awali", externalRefHint: "Akaunti yake kwenye mfumo mliotumia awali.", badLimit: "Andika kiasi kwa shilingi, kama 5,000.",
    archive: "Weka kando", archiveTitle: "Umweke {name} kando?", archiveSays: "Hatozwi tena na hayuko kwenye orodha za kuchagua. Anachodaiwa kinabaki, na anacholipa bado hufika. Unaweza kumrudisha.", archived: "Amewekwa kando.",
    unarchive: "Mrudishe", unarchived: "Amerudishwa.", isAway: "Amewekwa kando tangu", awaySays: "Hatozwi tena; anacholipa bado hufika.", walkInSays: "Si mtu fulani: mauzo ya kaunta hutozwa hapa.",
  },
});
