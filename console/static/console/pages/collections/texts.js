import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Collections", says: "Every M-Pesa payment that came in, however it was reported.", number: "Receipt",
    amount: "Amount", at: "Time", account: "Account typed", phone: "Paid by", route: "Money", till: "Till",
    channel: "Reported by", search: "Receipt or account", searchHint: "SLK4… or 100014", exactPhone: "Phone",
    phoneHint: "0712 345 678", ROUTED: "Placed by itself", PLACED: "Placed by people", REVERSED: "Taken back", SUSPENSE: "In Suspense", HELD: "Held", DUE: "Being placed", STK: "Payment request",
    C2B: "Announcement", PULL: "Asked for afterwards", STATUS: "Safaricom, when asked", STATEMENT: "Statement", nothing: "No payments yet",
    nothingSays: "A payment shows here the moment that M-Pesa announces it.", notGiven: "not given",
    badPhone: "Write the whole number, like 0712 345 678.", requests: "Payment requests", receipts: "Payments",
    suspense: "Suspense", cases: "Cases", inbox: "Inbox", claims: "Claims",
  },
  sw: {
    title: "Makusanyo", says: "Kila malipo ya M-Pesa yaliyoingia, kwa njia yoyote yalivyoripotiwa.", number: "Risiti",
    amount: "Kiasi", at: "Saa", account: "Akaunti iliyoandikwa", phone: "Aliyelipa", route: "Pesa", till: "Tili",
    channel: "Iliripotiwa na", search: "Risiti au akaunti", searchHint: "SLK4… au 100014", exactPhone: "Simu",
    phoneHint: "0712 345 678", ROUTED: "Imewekwa yenyewe", PLACED: "Imewekwa na watu", REVERSED: "Imerudishwa", SUSPENSE: "Haijulikani ni ya nani", HELD: "Imezuiliwa", DUE: "Inawekwa",
    STK: "Ombi la malipo", C2B: "Tangazo", PULL: "Iliulizwa baadaye", STATUS: "Safaricom, ilipoulizwa", STATEMENT: "Taarifa", nothing: "Hakuna malipo bado",
    nothingSays: "Malipo yataonekana hapa mara M-Pesa inapoyatangaza.", notGiven: "haikutolewa",
    badPhone: "Andika nambari kamili, kama 0712 345 678.", requests: "Maombi ya malipo", receipts: "Malipo",
    suspense: "Yasiyojulikana", cases: "Masuala", inbox: "Kikasha", claims: "Madai",
  },
});
