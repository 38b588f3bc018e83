import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "My wallet", noWallet: "No wallet yet", noWalletSays: "It is opened with the first money that comes in.", balance: "You may spend",
    withdraw: "Withdraw to my phone", amount: "Amount", amountHint: "Whole shillings are paid to your own M-Pesa number; what is less stays here.", send: "Withdraw", sure: "Withdraw KES {amount}?", sureSays: "It goes to your own number by M-Pesa. What the law withholds is taken off it.", gone: "KES {amount} is on its way.", waits: "Asked: somebody has to approve it first.",
    list: "Withdrawals", none: "Nothing was withdrawn yet.", newest: "The newest {shown} of {count}.", at: "Asked", paid: "To your phone", tax: "Withheld", state: "How it stands",
    DRAFT: "Asked for", PENDING_APPROVAL: "Waits for a yes", APPROVED: "Will be sent", RESERVED: "Will be sent", IN_FLIGHT: "On its way", PAID: "Paid", FAILED: "Not paid: it is back here", HELD: "Waits", CANCELLED: "Taken back: it is here", REVERSED: "Came back: it is here",
  },
  sw: {
    title: "Pochi yangu", noWallet: "Hakuna pochi bado", noWalletSays: "Hufunguliwa na pesa za kwanza zinazoingia.", balance: "Unaweza kutumia",
    withdraw: "Toa kwenda simu yangu", amount: "Kiasi", amountHint: "Shilingi kamili hulipwa kwa namba yako ya M-Pesa; iliyo chini inabaki hapa.", send: "Toa", sure: "Utoe KES {amount}?", sureSays: "Zinaenda kwa namba yako mwenyewe kwa M-Pesa. Kinachozuiwa na sheria kinakatwa.", gone: "KES {amount} ziko njiani.", waits: "Imeombwa: lazima mtu aidhinishe kwanza.",
    list: "Nilizotoa", none: "Hakuna kilichotolewa bado.", newest: "Mpya {shown} kati ya {count}.", at: "Iliombwa", paid: "Kwa simu yako", tax: "Kilichozuiwa", state: "Hali",
    DRAFT: "Imeombwa", PENDING_APPROVAL: "Inasubiri idhini", APPROVED: "Itatumwa", RESERVED: "Itatumwa", IN_FLIGHT: "Njiani", PAID: "Imelipwa", FAILED: "Haikulipwa: imerudi hapa", HELD: "Inasubiri", CANCELLED: "Imerudishwa: iko hapa", REVERSED: "Imerudi: iko hapa",
  },
});
