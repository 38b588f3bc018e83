import { words } from "../../client/language.js";

export const t = words({
  en: {
    show: "Show QR", title: "QR code to pay", till: "To", amount: "Amount", account: "Account", draw: "Draw the code",
    how: "Scan it with the M-Pesa app.", number: "Number", print: "Print", badAmount: "Give shillings, like 1,250.",
    away: "Safaricom does not answer, so there is no code now. Try again in a moment.",
    slow: "Safaricom asks us to slow down. Try again in a minute.",
    broken: "The picture that Safaricom sent cannot be shown. Try again.",
    accountHint: "An account or invoice number: 1 to 12 letters, digits, blanks, dots or dashes.",
    label: "QR code for {amount} to {till}, account {account}",
  },
  sw: {
    show: "Onyesha QR", title: "Msimbo wa QR wa kulipa", till: "Kwa", amount: "Kiasi", account: "Akaunti", draw: "Chora msimbo",
    how: "Uchanganue kwa programu ya M-Pesa.", number: "Namba", print: "Chapisha", badAmount: "Andika shilingi, kama 1,250.",
    away: "Safaricom haijibu, kwa hivyo hakuna msimbo sasa. Jaribu tena baada ya muda mfupi.",
    slow: "Safaricom inatuomba tupunguze kasi. Jaribu tena baada ya dakika moja.",
    broken: "Picha iliyotumwa na Safaricom haiwezi kuonyeshwa. Jaribu tena.",
    accountHint: "Namba ya akaunti au ankara: herufi, tarakimu, nafasi, nukta au vistari 1 hadi 12.",
    label: "Msimbo wa QR wa {amount} kwa {till}, akaunti {account}",
  },
});
