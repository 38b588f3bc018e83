import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Reconciliation", absent: "No such file", absentSays: "It is not there, or it is not yours to see.", look: "Look at it",
    waits: "{name} has asked for something about this file; another person answers.", became: "What became of it", because: "Why: {reason}", facts: "The file",
    till: "Till", from: "From", to: "To", opening: "Opening", closing: "Closing", rows: "Rows", at: "Brought in", actions: "What to do",
    "says.UPLOADED": "It waits to be read.", "says.READING": "It is being read.",
    "says.ADMITTED": "Its balances hold together and agree with what was known. Its rows are part of the verified statement.",
    "says.QUARANTINED": "Nothing of it counts: it contradicts itself, or what is verified next to it. Export it again, for the whole period. If a neighbouring file was cut short, bring that one anew: this file is then judged again by itself.",
    "says.RESTATED": "Nothing of it counts yet: it would change what is verified. Compare with the M-Pesa portal. Safaricom may have booked something late, or somebody made this file.",
    "says.REFUSED": "It could not be read. Mend what is named, or send it again and say which account and days it is of.",
    "says.WITHDRAWN": "It was taken back; nothing of it counts.", "says.SUPERSEDED": "A later file has taken its place.",
    ACCEPT: "Accept it", WITHDRAW: "Withdraw it", "send.ACCEPT": "Ask for approval", "send.WITHDRAW": "Withdraw",
    "does.ACCEPT": "Its rows take the place of what is verified of its time, and what was booked from rows that are gone is undone by postings. Another person sees exactly what changes, and approves it.",
    "does.WITHDRAW": "Rows that no other file has are verified no longer. Where something was booked from them, another person approves first, and it is undone by postings.",
    why: "Why", whyHint: "3 to 500 characters; it stays with the file.", asked: "Asked: somebody else approves it.", withdrawn: "Withdrawn.",
  },
  sw: {
    back: "Ulinganisho", absent: "Hakuna faili hiyo", absentSays: "Haipo, au si yako kuiona.", look: "Angalia",
    waits: "{name} ameomba jambo kuhusu faili hii; mtu mwingine atajibu.", became: "Kilichotokea", because: "Kwa nini: {reason}", facts: "Faili",
    till: "Tili", from: "Kuanzia", to: "Hadi", opening: "Salio la mwanzo", closing: "Salio la mwisho", rows: "Mistari", at: "Ililetwa", actions: "La kufanya",
    "says.UPLOADED": "Inasubiri kusomwa.", "says.READING": "Inasomwa.",
    "says.ADMITTED": "Salio zake zinafuatana na kulingana na yaliyojulikana. Mistari yake ni sehemu ya taarifa iliyothibitishwa.",
    "says.QUARANTINED": "Hakuna kinachohesabiwa: inajipinga, au inapinga kilichothibitishwa kando yake. Itoe tena kwa kipindi chote. Kama faili jirani ilikatwa, ilete hiyo upya: hii itahukumiwa tena yenyewe.",
    "says.RESTATED": "Hakuna kinachohesabiwa bado: ingebadilisha kilichothibitishwa. Linganisha na tovuti ya M-Pesa. Huenda Safaricom iliandika kwa kuchelewa, au mtu aliitunga faili hii.",
    "says.REFUSED": "Haikusomeka. Rekebisha kilichotajwa, au itume tena ukisema ni ya akaunti na siku gani.",
    "says.WITHDRAWN": "Iliondolewa; hakuna kinachohesabiwa.", "says.SUPERSEDED": "Faili ya baadaye imechukua nafasi yake.",
    ACCEPT: "Ikubali", WITHDRAW: "Iondoe", "send.ACCEPT": "Omba idhini", "send.WITHDRAW": "Ondoa",
    "does.ACCEPT": "Mistari yake inachukua nafasi ya kilichothibitishwa cha wakati wake, na kilichoandikwa kutoka mistari iliyoondoka kinatenguliwa. Mtu mwingine anaona hasa kinachobadilika, na kuidhinisha.",
    "does.WITHDRAW": "Mistari ambayo hakuna faili nyingine inayo haithibitishwi tena. Kama kitu kiliandikwa kutoka humo, mtu mwingine huidhinisha kwanza, kisha kinatenguliwa.",
    why: "Kwa nini", whyHint: "Herufi 3 hadi 500; hubaki na faili.", asked: "Imeombwa: mtu mwingine ataidhinisha.", withdrawn: "Imeondolewa.",
  },
});
