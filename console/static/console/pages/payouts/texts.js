import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Payouts", says: "Money sent by M-Pesa to phones and to other businesses, each at most once. J and K go up and down, Enter opens.", new: "New payout", newBusiness: "Pay a business", moves: "Own money", float: "Float and limits", batches: "Batches", schedules: "Schedules", batch: "Batch", totals: "By state",
    at: "Asked", amount: "Amount", phone: "Phone", receiver: "Receiver", kind: "To", shortcode: "PayBill or till", toPHONE: "Phones", toPAYBILL: "PayBills", toTILL: "Tills", toFLOAT: "Own float", toBULK: "Own shortcodes", toOTHERS: "Others than ourselves", PAYBILL: "PayBill {shortcode}, account {account}", TILL: "Till {shortcode}", FLOAT: "Own float of {shortcode}", BULK: "Own shortcode {shortcode}", for: "For", state: "State", receipt: "Receipt", till: "Till", who: "Asked by", search: "For, or receipt", system: "by itself", until: "until", since: "since",
    flagged: "Look at it: paid after it had failed, twice, or to another name",
    DRAFT: "Draft", PENDING_APPROVAL: "Waits for approval", APPROVED: "Approved", RESERVED: "Set aside", IN_FLIGHT: "On its way", PAID: "Paid", FAILED: "Not paid", HELD: "Held",
    CANCELLED: "Taken back", REVERSED: "Given back", UNKNOWN: "Unknown", SENDING: "Being sent", SENT: "With Safaricom",
    nothing: "No payouts yet", nothingSays: "Ask for one, and a second person approves it.",
    paused: "Nothing is paid out.", oneUnknown: "Of one payout nobody knows whether it was paid.", manyUnknown: "Of {count} payouts nobody knows whether they were paid.",
    byRESULT: "told with a payout at", byBALANCE: "told by Safaricom at", bySTATEMENT: "by the verified statement of", byBOOKS: "by the books", tillLeft: "{name} ({shortcode}), KES {left} left, {by}",
    unknownSays: "Do not pay it again by any other way: it may have been paid.", lookAtThem: "Look at them",
  },
  sw: {
    title: "Malipo ya kutoka", says: "Pesa zinazotumwa kwa M-Pesa kwa simu na kwa biashara nyingine, kila moja mara moja tu. J na K hushuka na kupanda, Enter hufungua.", new: "Malipo mapya", newBusiness: "Lipa biashara", moves: "Pesa zetu", float: "Salio na vikomo", batches: "Makundi", schedules: "Ratiba", batch: "Kundi", totals: "Kwa hali",
    at: "Yaliombwa", amount: "Kiasi", phone: "Simu", receiver: "Mpokeaji", kind: "Kwa", shortcode: "PayBill au tili", toPHONE: "Simu", toPAYBILL: "PayBill", toTILL: "Tili", toFLOAT: "Akiba yetu", toBULK: "Namba zetu", toOTHERS: "Wengine wote", PAYBILL: "PayBill {shortcode}, akaunti {account}", TILL: "Tili {shortcode}", FLOAT: "Akiba yetu ya {shortcode}", BULK: "Namba yetu {shortcode}", for: "Kwa ajili ya", state: "Hali", receipt: "Risiti", till: "Tili", who: "Aliyeomba", search: "Sababu, au risiti", system: "yenyewe", until: "hadi", since: "tangu",
    flagged: "Angalia: yalilipwa baada ya kushindwa, mara mbili, au kwa jina lingine",
    DRAFT: "Rasimu", PENDING_APPROVAL: "Yanasubiri idhini", APPROVED: "Yameidhinishwa", RESERVED: "Yametengwa", IN_FLIGHT: "Njiani", PAID: "Yamelipwa", FAILED: "Hayakulipwa", HELD: "Yamezuiliwa",
    CANCELLED: "Yamerudishwa", REVERSED: "Yametenguliwa", UNKNOWN: "Haijulikani", SENDING: "Yanatumwa", SENT: "Safaricom inayo",
    nothing: "Hakuna malipo bado", nothingSays: "Omba moja, na mtu wa pili ataidhinisha.",
    paused: "Hakuna kinacholipwa.", oneUnknown: "Haijulikani kama malipo moja yalilipwa.", manyUnknown: "Haijulikani kama malipo {count} yalilipwa.",
    byRESULT: "ilivyosemwa na malipo saa", byBALANCE: "ilivyosemwa na Safaricom saa", bySTATEMENT: "kwa taarifa iliyothibitishwa ya", byBOOKS: "kwa vitabu", tillLeft: "{name} ({shortcode}), KES {left} zimebaki, {by}",
    unknownSays: "Usilipe tena kwa njia nyingine yoyote: huenda yamelipwa.", lookAtThem: "Yaangalie",
  },
});
