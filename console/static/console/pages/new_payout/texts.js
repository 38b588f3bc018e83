import { words } from "../../client/language.js";

export const t = words({
  en: {
    says: "Above what one person may send alone, a second person approves it; until then nothing moves.", ask: "Ask for it", asked: "Asked: somebody else approves it.", sent: "Its money is set aside; it goes out now.",
    amount: "Amount in shillings", amountHint: "Whole shillings are paid, what is less stays. At most {limit} at a time.", badAmount: "An amount, like 1,500.", description: "What it is for", descriptionHint: "The receiver reads it: letters, digits, blanks, dots, dashes.",
    account: "Paid from account", accountHint: "2000 Payables, 5400 Wages, 5500 General expenses, or another.", name: "Whose phone it should be", nameHint: "If M-Pesa knows its owner otherwise, the payout is held.", payOn: "Not before", payOnHint: "Empty: as soon as it is approved.", comment: "Why, for who approves it", commentHint: "May be empty.",
    cooling: "The first payout to a phone waits {hours} hours.", noTill: "No till can pay", noTillSays: "A till needs an operator of Safaricom's portal to pay out. The owner sets it at the till.", toTills: "To the tills",
  },
  sw: {
    says: "Zaidi ya kile mtu mmoja anaweza kutuma peke yake, mtu wa pili huidhinisha; hadi hapo hakuna kinachosogea.", ask: "Omba", asked: "Imeombwa: mtu mwingine ataidhinisha.", sent: "Pesa zake zimetengwa; yanatoka sasa.",
    amount: "Kiasi kwa shilingi", amountHint: "Hulipwa shilingi nzima, kilicho chini hubaki. Si zaidi ya {limit} kwa mara moja.", badAmount: "Kiasi, kama 1,500.", description: "Ni ya nini", descriptionHint: "Mpokeaji husoma: herufi, tarakimu, nafasi, nukta, vistari.",
    account: "Yanalipwa kutoka akaunti", accountHint: "2000 Wadai, 5400 Mishahara, 5500 Gharama za jumla, au nyingine.", name: "Simu inapaswa kuwa ya nani", nameHint: "M-Pesa ikimjua mwenyewe kwa jina lingine, malipo huzuiliwa.", payOn: "Si kabla ya", payOnHint: "Tupu: mara yakiidhinishwa.", comment: "Kwa nini, kwa anayeidhinisha", commentHint: "Inaweza kuwa tupu.",
    cooling: "Malipo ya kwanza kwa simu husubiri saa {hours}.", noTill: "Hakuna tili inayoweza kulipa", noTillSays: "Tili inahitaji mwendeshaji wa tovuti ya Safaricom ili kulipa. Mmiliki humweka kwenye tili.", toTills: "Kwenye tili",
  },
});
