import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Recurring vouchers", absent: "No such recurring voucher", absentSays: "It is not there, or it is not yours to see.", lines: "Lines",
    account: "Account", debit: "Debit", credit: "Credit", vat: "VAT", STANDARD: "Standard rate", ZERO_RATED: "Zero-rated", EXEMPT: "Exempt", total: "Total",
    frequency: "How often", from: "From", until: "Until", noEnd: "no end", maker: "Set up by", made: "Set up", approval: "Approval", seeApproval: "The request",
    nextDays: "Next days", posted: "Posted so far", day: "Day", entry: "Entry", amount: "Amount", nothing: "Nothing was posted of it yet",
    newest: "The newest {shown} of {count}.", answer: "Answer the request", pause: "Pause", pauseTitle: "Pause it?", paused: "Paused.",
    pauseSays: "Nothing more is posted of it until somebody resumes it. Days that pass meanwhile can be posted then, or left out.",
    resume: "Resume", resumeTitle: "Resume it", resumed: "It goes on.", missed: "{count} days since {day} are not posted: they are posted at once, unless you leave some out.",
    noneMissed: "No day was missed. It is posted next for {day}.", skipUntil: "Leave out days before", skipHint: "Empty: every missed day is posted.",
  },
  sw: {
    back: "Vocha zinazojirudia", absent: "Hakuna vocha hiyo", absentSays: "Haipo, au si yako kuiona.", lines: "Mistari",
    account: "Akaunti", debit: "Debiti", credit: "Krediti", vat: "VAT", STANDARD: "Kiwango cha kawaida", ZERO_RATED: "Kiwango sifuri", EXEMPT: "Haitozwi", total: "Jumla",
    frequency: "Mara ngapi", from: "Kuanzia", until: "Hadi", noEnd: "bila mwisho", maker: "Aliyepanga", made: "Ilipangwa", approval: "Idhini", seeApproval: "Ombi",
    nextDays: "Siku zijazo", posted: "Zilizoingizwa", day: "Siku", entry: "Ingizo", amount: "Kiasi", nothing: "Bado hakuna kilichoingizwa",
    newest: "{shown} mpya zaidi kati ya {count}.", answer: "Jibu ombi", pause: "Simamisha", pauseTitle: "Uisimamishe?", paused: "Imesimamishwa.",
    pauseSays: "Hakuna kinachoingizwa tena hadi mtu aiendeleze. Siku zitakazopita zinaweza kuingizwa wakati huo, au kuachwa.",
    resume: "Endeleza", resumeTitle: "Iendeleze", resumed: "Inaendelea.", missed: "Siku {count} tangu {day} hazijaingizwa: zinaingizwa mara moja, isipokuwa uziache.",
    noneMissed: "Hakuna siku iliyokosekana. Inaingizwa tena {day}.", skipUntil: "Acha siku kabla ya", skipHint: "Tupu: kila siku iliyokosekana inaingizwa.",
  },
});
