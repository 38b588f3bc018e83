import { words } from "../../../client/language.js";

export const t = words({
  en: {
    more: "The first {count} steps are shown.", by: "By {name}.", receipt: "Receipt {number}", code: "Safaricom's code {code}.",
    differs: "It says {amount}: not what was booked.", debit: "Debit {code} {name}: {amount}", credit: "Credit {code} {name}: {amount}",
    ASKED: "Asked for KES {amount}", SENT: "Sent to Safaricom", TAKEN: "M-Pesa took KES {amount}", QUERIED: "Safaricom was asked", REPORTED: "Reported: {channel}",
    BOOKED: "Booked", ROUTED: "Went to its owner", SUSPENDED: "Into Suspense", suspendedSays: "Nobody could tell whose it is.", PLACED: "Placed from Suspense",
    APPROVAL_ASKED: "Another person has to agree", REVERSAL_TOLD: "M-Pesa took it back, by report: {channel}", TAKEN_BACK: "Taken back in the books",
    CASE_OPENED: "A person must look at it", CASE_CLOSED: "That is settled",
    REFUND_ASKED: "KES {amount} of it are to be given back", refundIs: "The payout: {state}", REFUNDED: "KES {amount} of it were given back", refund: "The payout",
    PUSH: "By what Safaricom answered to the request.", CALLBACK: "By Safaricom's message after it.", QUERY: "By what Safaricom answered when asked.",
    RECEIPT: "By its receipt, which came another way.", SYSTEM: "By the system itself.",
    SUCCESS: "Its answer: paid.", FAILED: "Its answer: not paid.", CANCELLED: "Its answer: declined on the phone.", IN_FLIGHT: "Its answer: still on the phone.",
    UNKNOWN: "Its answer decides nothing.",
  },
  sw: {
    more: "Hatua {count} za kwanza zimeonyeshwa.", by: "Na {name}.", receipt: "Risiti {number}", code: "Msimbo wa Safaricom {code}.",
    differs: "Inasema {amount}: si kiasi kilichoandikwa.", debit: "Debiti {code} {name}: {amount}", credit: "Krediti {code} {name}: {amount}",
    ASKED: "KES {amount} ziliombwa", SENT: "Ilitumwa kwa Safaricom", TAKEN: "M-Pesa ilipokea KES {amount}", QUERIED: "Safaricom iliulizwa", REPORTED: "Iliripotiwa: {channel}",
    BOOKED: "Imeandikwa vitabuni", ROUTED: "Imewekwa kwa mwenyewe", SUSPENDED: "Haijulikani ni ya nani", suspendedSays: "Hakuna aliyejua ni ya nani.", PLACED: "Imewekwa kutoka zisizojulikana",
    APPROVAL_ASKED: "Mtu mwingine anapaswa kukubali", REVERSAL_TOLD: "M-Pesa imeirudisha, kwa ripoti: {channel}", TAKEN_BACK: "Imerudishwa vitabuni",
    CASE_OPENED: "Mtu anapaswa kuliangalia", CASE_CLOSED: "Suala hilo limeisha",
    REFUND_ASKED: "KES {amount} kati yake zirudishwe", refundIs: "Malipo: {state}", REFUNDED: "KES {amount} kati yake zilirudishwa", refund: "Malipo yenyewe",
    PUSH: "Kwa jibu la Safaricom kwa ombi.", CALLBACK: "Kwa ujumbe wa Safaricom baadaye.", QUERY: "Kwa jibu la Safaricom ilipoulizwa.",
    RECEIPT: "Kwa risiti yake, iliyokuja kwa njia nyingine.", SYSTEM: "Na mfumo wenyewe.",
    SUCCESS: "Jibu lake: imelipwa.", FAILED: "Jibu lake: haikulipwa.", CANCELLED: "Jibu lake: ilikataliwa kwenye simu.", IN_FLIGHT: "Jibu lake: bado iko kwenye simu.",
    UNKNOWN: "Jibu lake haliamui chochote.",
  },
});
