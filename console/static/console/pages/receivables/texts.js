import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Who owes", says: "As of today, by the day until which each invoice was to be paid.", customer: "Customer", search: "Account, name, phone or PIN", tag: "Tag", which: "Which",
    LATE: "Late at all", OVER_30: "More than 30 days late", OVER_60: "More than 60 days late", OVER_90: "More than 90 days late", CREDIT: "With credit",
    notDue: "Not late", days1To30: "1–30 days late", days31To60: "31–60 days late", days61To90: "61–90 days late", over90: "Over 90 days late", due: "Due in all", credit: "Credit", balance: "Owes",
    total: "All of them", nobody: "Nobody owes anything", nobodySays: "Who has an open invoice, or credit, is shown here.", erased: "erased",
    inBooks: "In the books", ofCustomers: "Due of customers' invoices", creditOfCustomers: "Credit of customers", waiting: "Refunds on their way", others: "Booked by vouchers, of no customer", account1200: "1200 Receivables", account2100: "2100 Customer credit",
  },
  sw: {
    title: "Wanaodaiwa", says: "Kufikia leo, kwa siku ya mwisho ya kulipa kila ankara.", customer: "Mteja", search: "Akaunti, jina, simu au PIN", tag: "Kitambulisho", which: "Wapi",
    LATE: "Waliochelewa", OVER_30: "Zaidi ya siku 30", OVER_60: "Zaidi ya siku 60", OVER_90: "Zaidi ya siku 90", CREDIT: "Wenye salio",
    notDue: "Haijachelewa", days1To30: "Imechelewa siku 1–30", days31To60: "Imechelewa siku 31–60", days61To90: "Imechelewa siku 61–90", over90: "Imechelewa zaidi ya siku 90", due: "Jumla inayodaiwa", credit: "Salio", balance: "Anadaiwa",
    total: "Wote", nobody: "Hakuna anayedaiwa", nobodySays: "Mwenye ankara isiyolipwa, au salio, huonekana hapa.", erased: "limefutwa",
    inBooks: "Kwenye vitabu", ofCustomers: "Inayodaiwa ya ankara za wateja", creditOfCustomers: "Salio la wateja", waiting: "Marejesho yaliyo njiani", others: "Yaliyoandikwa kwa vocha, bila mteja", account1200: "1200 Receivables", account2100: "2100 Customer credit",
  },
});
