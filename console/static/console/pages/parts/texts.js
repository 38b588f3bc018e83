import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Parts", says: "What every page is made of.", table: "Table", receipt: "Receipt", amount: "Amount",
    moment: "Time", day: "Day", person: "Person", states: "State", good: "Paid", busy: "On the phone", warn: "Suspense",
    bad: "Failed", calm: "Unpaid", dim: "Cancelled", values: "Values", amounts: "Money", timeline: "Timeline",
    chart: "Chart", file: "A file", nothing: "Nothing there", noRows: "No payments yet",
    noRowsSays: "A payment shows here the moment it arrives.", waiting: "Still coming", failing: "Could not be read",
    done: "Done.", badAmount: "Give whole shillings, like 2000.", badWhole: "This cannot be taken together.",
    form: "Form", send: "Send", amountHint: "In whole shillings", till: "Till", reference: "Invoice or account",
    asking: "Asking first", confirm: "Confirm", confirmTitle: "Really send it?", confirmSays: "This will be sent:",
    panel: "Side panel", toast: "Toast", badFile: "Only CSV and XLSX files are taken.",
  },
  sw: {
    title: "Vipande", says: "Kila ukurasa umeundwa na hivi.", table: "Jedwali", receipt: "Risiti", amount: "Kiasi",
    moment: "Saa", day: "Siku", person: "Mtu", states: "Hali", good: "Imelipwa", busy: "Kwenye simu", warn: "Inasubiri",
    bad: "Imeshindwa", calm: "Haijalipwa", dim: "Imeghairiwa", values: "Thamani", amounts: "Pesa", timeline: "Mfuatano",
    chart: "Chati", file: "Faili", nothing: "Hakuna kitu", noRows: "Hakuna malipo bado",
    noRowsSays: "Malipo yataonekana hapa mara yanapofika.", waiting: "Bado inakuja", failing: "Haikuweza kusomwa",
    done: "Tayari.", badAmount: "Andika shilingi kamili, kama 2000.", badWhole: "Hivi haviwezi kupokelewa pamoja.",
    form: "Fomu", send: "Tuma", amountHint: "Kwa shilingi kamili", till: "Tili", reference: "Ankara au akaunti",
    asking: "Kuuliza kwanza", confirm: "Thibitisha", confirmTitle: "Kweli utume?", confirmSays: "Hiki kitatumwa:",
    panel: "Paneli ya kando", toast: "Ujumbe mfupi", badFile: "Faili za CSV na XLSX tu zinapokelewa.",
  },
});
