import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Sent by e-mail", says: "Packs that members get by themselves, each once for its days.", pack: "Pack", isOn: "Sent", on: "Yes", off: "No", members: "To whom", do: "What to do", change: "Change", nobody: "nobody yet", save: "Keep", saved: "Kept.",
    DAILY: "Daily pack", DAILYSays: "Every day at 06:00, about the day before: success rate, reasons of failure, lost callbacks, time to confirm, balances of tills.",
    WEEKLY: "Weekly pack", WEEKLYSays: "Every Monday at 06:00, about the week before: totals by till, failed payments and payouts, discrepancies.",
    MONTHLY: "Monthly pack", MONTHLYSays: "On the first of a month at 06:00, about the month before: who did what, and unusual postings.",
    LEFT: "works here no more", NO_RIGHT: "may not read it", NO_ADDRESS: "has no e-mail address", sent: "last: {days}, sent",
  },
  sw: {
    title: "Zinazotumwa kwa barua pepe", says: "Vifurushi ambavyo wanachama hupata vyenyewe, kila kimoja mara moja kwa siku zake.", pack: "Kifurushi", isOn: "Hutumwa", on: "Ndiyo", off: "Hapana", members: "Kwa nani", do: "La kufanya", change: "Badilisha", nobody: "bado hakuna mtu", save: "Hifadhi", saved: "Imehifadhiwa.",
    DAILY: "Kifurushi cha kila siku", DAILYSays: "Kila siku saa 06:00, kuhusu siku iliyotangulia: kiwango cha mafanikio, sababu za kushindwa, majibu yaliyopotea, muda wa kuthibitisha, salio za tili.",
    WEEKLY: "Kifurushi cha kila wiki", WEEKLYSays: "Kila Jumatatu saa 06:00, kuhusu wiki iliyotangulia: jumla kwa tili, malipo yaliyoshindwa ya kuingia na ya kutoka, tofauti.",
    MONTHLY: "Kifurushi cha kila mwezi", MONTHLYSays: "Tarehe ya kwanza ya mwezi saa 06:00, kuhusu mwezi uliotangulia: nani alifanya nini, na maingizo yasiyo ya kawaida.",
    LEFT: "hafanyi kazi hapa tena", NO_RIGHT: "haruhusiwi kuisoma", NO_ADDRESS: "hana barua pepe", sent: "ya mwisho: {days}, ilitumwa",
  },
});
