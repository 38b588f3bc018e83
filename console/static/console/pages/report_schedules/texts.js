import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Sent by e-mail", says: "Packs that members get by themselves, each once for its days.", pack: "Pack", isOn: "Sent", on: "Yes", off: "No", members: "To whom", do: "What to do", change: "Change", nobody: "nobody yet", save: "Keep", saved: "Kept.",
    DAILY: "Daily pack", DAILYSays: "Every day at 06:00, about the day before: success rate, reasons of failure, lost callbacks, time to confirm, balances of tills.",
    WEEKLY: "Weekly pack", WEEKLYSays: "Every Monday at 06:00, about the week before: totals by till, failed payments and payouts, discrepancies.",
    MONTHLY: "Monthly pack", MONTHLYSays: "On the first of a month at 06:00, about the month before: who did what, and unusual postings.",
    LEFT: "works here no more", NO_RIGHT: "may not read it", NO_ADDRESS: "has no e-mail address", sent: "last: {days}, sent",
    LEFTWay: "See who works here", NO_RIGHTWay: "See roles", NO_ADDRESSWay: "Give one under Alerts", NO_ADDRESSMine: "Give one on your account's page",
    onToNobody: "On, but nobody gets it", next: "next:", last: "Last sent", never: "not yet", toCount: "to {count}", bare: "without its workbook",
    reaches: "Of {all} who are ticked {count} get it.", reachesNobody: "Nobody is ticked: nobody gets it.",
    see: "See the e-mail", mailOf: "{pack}: its e-mail", mail: "The e-mail", mailSays: "As you would be sent it, about {days}. The next one is due:",
    sendSays: "Sent to your own address, whether the pack is on or not. What is sent by itself comes all the same.", sendNow: "Send me one now", sentNow: "On its way to {address}.", noEmail: "You have no e-mail address here.", tooOften: "You were sent it within the last five minutes.",
  },
  sw: {
    title: "Zinazotumwa kwa barua pepe", says: "Vifurushi ambavyo wanachama hupata vyenyewe, kila kimoja mara moja kwa siku zake.", pack: "Kifurushi", isOn: "Hutumwa", on: "Ndiyo", off: "Hapana", members: "Kwa nani", do: "La kufanya", change: "Badilisha", nobody: "bado hakuna mtu", save: "Hifadhi", saved: "Imehifadhiwa.",
    DAILY: "Ripoti za siku", DAILYSays: "Kila siku saa 06:00, kuhusu siku iliyotangulia: kiwango cha mafanikio, sababu za kushindwa, majibu yaliyopotea, muda wa kuthibitisha, salio za tili.",
    WEEKLY: "Ripoti za wiki", WEEKLYSays: "Kila Jumatatu saa 06:00, kuhusu wiki iliyotangulia: jumla kwa tili, malipo yaliyoshindwa ya kuingia na ya kutoka, tofauti.",
    MONTHLY: "Ripoti za mwezi", MONTHLYSays: "Tarehe ya kwanza ya mwezi saa 06:00, kuhusu mwezi uliotangulia: nani alifanya nini, na maingizo yasiyo ya kawaida.",
    LEFT: "hafanyi kazi hapa tena", NO_RIGHT: "haruhusiwi kuisoma", NO_ADDRESS: "hana barua pepe", sent: "ya mwisho: {days}, ilitumwa",
    LEFTWay: "Ona wanaofanya kazi hapa", NO_RIGHTWay: "Ona majukumu", NO_ADDRESSWay: "Weka moja kwenye Tahadhari", NO_ADDRESSMine: "Weka moja kwenye ukurasa wa akaunti yako",
    onToNobody: "Imewashwa, lakini hakuna anayeipata", next: "ijayo:", last: "Ilitumwa mwisho", never: "bado", toCount: "kwa {count}", bare: "bila kitabu cha kazi",
    reaches: "Kati ya {all} waliochaguliwa {count} wataipata.", reachesNobody: "Hakuna aliyechaguliwa: hakuna atakayeipata.",
    see: "Ona barua pepe", mailOf: "{pack}: barua pepe yake", mail: "Barua pepe", mailSays: "Kama utakavyotumiwa, kuhusu {days}. Inayofuata itatumwa:",
    sendSays: "Hutumwa kwa anwani yako mwenyewe, hata kama kifurushi hakijawashwa. Inayotumwa yenyewe itakuja vilevile.", sendNow: "Nitumie moja sasa", sentNow: "Iko njiani kwenda {address}.", noEmail: "Huna barua pepe hapa.", tooOften: "Ulitumiwa ndani ya dakika tano zilizopita.",
  },
});
