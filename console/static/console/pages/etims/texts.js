import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Invoices", title: "KRA (eTIMS)", says: "Issued invoices, paid sales and credit notes on their way to the control unit. Nothing waits for it: money and bills go on without.",
    state: "State", bill: "Bill", amount: "Amount", why: "Why", at: "Queued", again: "Send", nothing: "Nothing here", nothingSays: "Bills are queued when they are issued, while a control unit is connected and the business has a KRA PIN.",
    notConnected: "Nothing is sent now: no control unit is connected, or the KRA PIN is missing in the settings of the business.",
  },
  sw: {
    back: "Ankara", title: "KRA (eTIMS)", says: "Ankara zilizotolewa, mauzo yaliyolipwa na hati za mkopo zikielekea KRA. Hakuna kinachosubiri: pesa na ankara zinaendelea.",
    state: "Hali", bill: "Karatasi", amount: "Kiasi", why: "Sababu", at: "Ilipangwa", again: "Tuma", nothing: "Hakuna kitu", nothingSays: "Ankara hupangwa zinapotolewa, ikiwa kifaa cha KRA kimeunganishwa na biashara ina PIN ya KRA.",
    notConnected: "Sasa hakuna kinachotumwa: kifaa cha KRA hakijaunganishwa, au PIN ya KRA haipo kwenye mipangilio ya biashara.",
  },
});
