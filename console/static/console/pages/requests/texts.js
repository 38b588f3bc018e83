import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Payment requests", says: "Money asked for on a customer's phone, and what became of it.", at: "Asked",
    amount: "Amount", account: "For account", phone: "Phone", state: "State", receipt: "Receipt", who: "Asked by",
    till: "Till", code: "Reason’s code", search: "Account or receipt", exactPhone: "Phone", phoneHint: "0712 345 678", system: "by itself",
    INITIATED: "Sending", PENDING: "On the phone", CONFIRMED: "Paid, receipt to come", PAID: "Paid", FAILED: "Not paid",
    CANCELLED: "Declined", EXPIRED: "No answer", UNKNOWN: "Being asked about", ENDED: "Ended, paid or not", SUCCEEDED: "Paid, with the receipt or without", NOT_PAID: "Ended without money",
    callback: "Safaricom’s callback", LOST: "Lost", CAME: "Came", DUE: "Due", answerHere: "Answer it here: open the phone", flagged: "Look at it: paid after it had failed, or another amount",
    do: "What to do", check: "Check now", enterReceipt: "Enter the receipt",
    nothing: "No requests yet", nothingSays: "Ask for a payment on the page Today.",
  },
  sw: {
    title: "Maombi ya malipo", says: "Pesa iliyoombwa kwenye simu ya mteja, na kilichotokea.", at: "Iliombwa",
    amount: "Kiasi", account: "Kwa akaunti", phone: "Simu", state: "Hali", receipt: "Risiti", who: "Aliyeomba",
    till: "Tili", code: "Msimbo wa sababu", search: "Akaunti au risiti", exactPhone: "Simu", phoneHint: "0712 345 678", system: "yenyewe",
    INITIATED: "Inatumwa", PENDING: "Kwenye simu", CONFIRMED: "Imelipwa, risiti inakuja", PAID: "Imelipwa", FAILED: "Haikulipwa",
    CANCELLED: "Ilikataliwa", EXPIRED: "Hakuna jibu", UNKNOWN: "Inaulizwa", ENDED: "Yaliyoisha, yamelipwa au la", SUCCEEDED: "Yaliyolipwa, kwa risiti au bila", NOT_PAID: "Yaliyoisha bila pesa",
    callback: "Jibu la Safaricom", LOST: "Lilipotea", CAME: "Lilikuja", DUE: "Lilitarajiwa", answerHere: "Ijibu hapa: fungua simu", flagged: "Angalia: ililipwa baada ya kushindwa, au kiasi kingine",
    do: "La kufanya", check: "Angalia sasa", enterReceipt: "Andika risiti",
    nothing: "Hakuna maombi bado", nothingSays: "Omba malipo kwenye ukurasa wa Leo.",
  },
});
