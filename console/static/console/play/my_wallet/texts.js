import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "My wallet", noWallet: "No wallet yet", noWalletSays: "It is opened with the first money that comes in.", balance: "You may spend",
    withdraw: "Withdraw to my phone", amount: "Amount", amountHint: "Whole shillings are paid to your own M-Pesa number; what is less stays here.", send: "Withdraw", sure: "Withdraw KES {amount}?", sureSays: "It goes to your own number by M-Pesa. What the law withholds is taken off it.", gone: "KES {amount} is on its way.", waits: "Asked: somebody has to approve it first.",
    deposit: "Deposit by M-Pesa", depositDo: "Ask my phone", depositAmount: "Shillings", depositHint: "Your phone rings: type your M-Pesa PIN there, never here.", rings: "Your phone rings: type your M-Pesa PIN there.", badAmount: "Give shillings, like 200.", byMenu: "Or from M-Pesa's menu", byMenuSays: "Lipa na M-Pesa, Pay Bill. The account number is this wallet's alone.", paybill: "Business number", account: "Account number",
    dINITIATED: "Being asked", dPENDING: "On your phone", dCONFIRMED: "Paid, on its way here", dPAID: "In the wallet", dFAILED: "Not paid", dCANCELLED: "You cancelled", dEXPIRED: "Not answered in time", dUNKNOWN: "Not known yet", WAITING: "KES {amount} on {name} follow it.", STAKED: "KES {amount} on {name} are staked.", REFUSED: "Nothing is staked on {name}: what was paid is in the wallet.",
    list: "Withdrawals", newest: "The newest {shown} of {count}.", tax: "withheld", stays: "stays here",
    DRAFT: "Asked for", PENDING_APPROVAL: "Waits for a yes", APPROVED: "Will be sent", RESERVED: "Will be sent", IN_FLIGHT: "On its way", PAID: "Paid", FAILED: "Not paid: it is back here", HELD: "Waits", CANCELLED: "Taken back: it is here", REVERSED: "Came back: it is here",
    movements: "Every cent", noMovements: "Nothing has moved yet", entry: "entry {number}", after: "then", newer: "Newer", older: "Older", cameIn: "Came in", wentOut: "Went out",
    RECEIPT: "Deposit by M-Pesa", ROUTE: "Deposit by M-Pesa", TAKEN_BACK: "M-Pesa took a deposit back", STAKE: "Stake", stakeBack: "Stake given back", SETTLEMENT: "Won, or given back", PAYOUT: "Withdrawal", REFUND: "Given back", REVERSAL: "Taken back", CORRECTION: "Correction", CHARGE: "Charge", PAYMENT: "Payment",
    origins: "Where each cent of it came from", originsSay: "What goes out takes the oldest cents first; these are left, and sum to what you may spend.", fromReceipt: "M-Pesa {number}",
  },
  sw: {
    title: "Pochi yangu", noWallet: "Hakuna pochi bado", noWalletSays: "Hufunguliwa na pesa za kwanza zinazoingia.", balance: "Unaweza kutumia",
    withdraw: "Toa kwenda simu yangu", amount: "Kiasi", amountHint: "Shilingi kamili hulipwa kwa namba yako ya M-Pesa; iliyo chini inabaki hapa.", send: "Toa", sure: "Utoe KES {amount}?", sureSays: "Zinaenda kwa namba yako mwenyewe kwa M-Pesa. Kinachozuiwa na sheria kinakatwa.", gone: "KES {amount} ziko njiani.", waits: "Imeombwa: lazima mtu aidhinishe kwanza.",
    deposit: "Weka pesa kwa M-Pesa", depositDo: "Iulize simu yangu", depositAmount: "Shilingi", depositHint: "Simu yako italia: andika PIN yako ya M-Pesa huko, kamwe si hapa.", rings: "Simu yako inalia: andika PIN yako ya M-Pesa huko.", badAmount: "Andika shilingi, kama 200.", byMenu: "Au kwa menyu ya M-Pesa", byMenuSays: "Lipa na M-Pesa, Pay Bill. Namba ya akaunti ni ya pochi hii pekee.", paybill: "Namba ya biashara", account: "Namba ya akaunti",
    dINITIATED: "Inaombwa", dPENDING: "Iko kwenye simu yako", dCONFIRMED: "Imelipwa, inakuja", dPAID: "Iko kwenye pochi", dFAILED: "Haikulipwa", dCANCELLED: "Ulighairi", dEXPIRED: "Haikujibiwa kwa wakati", dUNKNOWN: "Haijajulikana", WAITING: "KES {amount} kwa {name} zitafuata.", STAKED: "KES {amount} kwa {name} zimewekwa dau.", REFUSED: "Hakuna dau kwa {name}: kilicholipwa kiko kwenye pochi.",
    list: "Nilizotoa", newest: "Mpya {shown} kati ya {count}.", tax: "iliyozuiwa", stays: "inabaki hapa",
    DRAFT: "Imeombwa", PENDING_APPROVAL: "Inasubiri idhini", APPROVED: "Itatumwa", RESERVED: "Itatumwa", IN_FLIGHT: "Njiani", PAID: "Imelipwa", FAILED: "Haikulipwa: imerudi hapa", HELD: "Inasubiri", CANCELLED: "Imerudishwa: iko hapa", REVERSED: "Imerudi: iko hapa",
    movements: "Kila senti", noMovements: "Hakuna kilichosogea bado", entry: "ingizo {number}", after: "kisha", newer: "Mpya zaidi", older: "Za zamani", cameIn: "Iliingia", wentOut: "Ilitoka",
    RECEIPT: "Uliweka kwa M-Pesa", ROUTE: "Uliweka kwa M-Pesa", TAKEN_BACK: "M-Pesa ilichukua uliyoweka", STAKE: "Dau", stakeBack: "Dau limerudishwa", SETTLEMENT: "Ushindi, au lililorudishwa", PAYOUT: "Ulitoa", REFUND: "Imerudishwa", REVERSAL: "Imechukuliwa", CORRECTION: "Sahihisho", CHARGE: "Ada", PAYMENT: "Malipo",
    origins: "Kila senti ilitoka wapi", originsSay: "Kinachotoka huchukua senti za zamani kwanza; hizi zimebaki, na jumla yake ndiyo unayoweza kutumia.", fromReceipt: "M-Pesa {number}",
  },
});
