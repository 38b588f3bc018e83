import { words } from "../../client/language.js";

export const t = words({
  en: {
    says: "What each till holds for paying, and what it is to pay.", enough: "Enough", short: "Too little", stopped: "Stopped", noTill: "No till can pay", noTillSays: "A till needs an operator of Safaricom's portal to pay out. The owner sets it at the till.",
    stoppedSays: "Safaricom refuses whoever asks ({code}). Nothing of this till is sent until that is mended; one payout then goes first.", resumeLine: "It is mended: let it go on", lineResumed: "One payout goes first; the others follow it.",
    missing: "To pay all that waits, this is missing:", missingSays: "Move money to the till's paying account on the portal; what waits then goes by itself.",
    holds: "In the account, free", waiting: "Set aside, to be sent", fees: "Safaricom's charges for these", buffer: "Stays in the account", left: "Left", onTheWay: "On the way, with charges", taken: "taken off already", held: "Held, with charges", notTaken: "not taken off",
    switch: "Kill switch", pays: "Pays", paused: "Paused", switchSays: "While payouts are paused nothing more is ordered from Safaricom. What is with it already goes on and is booked; what is approved waits.",
    pause: "Pause payouts", resume: "Let payouts go on", resumed: "What waits is paid now.", pausedNow: "Nothing is paid out from now on.", ownerResumes: "The owner lets them go on.", reason: "Why", reasonHint: "Whoever finds it paused is told.",
    B2C: "phones", B2B: "businesses and own float", limits: "Limits", transactionLimit: "At a time", payeeDayLimit: "To one receiver in a day", dayLimit: "In a day", batchLimit: "In a batch", withdrawalLimit: "A player's withdrawals of a day without a yes", floatBuffer: "Stays in the paying account", coolingOffHours: "Hours that the first payout to a receiver waits", tellsReceivers: "Receivers are told by SMS", tellsHint: "On its way, paid, not paid; M-Pesa tells of payments anyway.", yes: "Yes", no: "No", change: "Change them", set: "Set", limitsSet: "They hold from now on.",
  },
  sw: {
    says: "Kila tili ina kiasi gani cha kulipa, na inatakiwa kulipa kiasi gani.", enough: "Zinatosha", short: "Hazitoshi", stopped: "Imesimama", noTill: "Hakuna tili inayoweza kulipa", noTillSays: "Tili inahitaji mwendeshaji wa tovuti ya Safaricom ili kulipa. Mmiliki humweka kwenye tili.",
    stoppedSays: "Safaricom inamkataa anayeomba ({code}). Hakuna kinachotumwa na tili hii hadi irekebishwe; malipo moja hutangulia.", resumeLine: "Imerekebishwa: iendelee", lineResumed: "Malipo moja yanatangulia; mengine yanafuata.",
    missing: "Ili kulipa yote yanayosubiri, zinakosekana:", missingSays: "Hamisha pesa kwenye akaunti ya kulipia ya tili kwenye tovuti; yanayosubiri yataondoka yenyewe.",
    holds: "Kwenye akaunti, huru", waiting: "Yametengwa, yatatumwa", fees: "Ada za Safaricom kwa haya", buffer: "Hubaki kwenye akaunti", left: "Kinachobaki", onTheWay: "Njiani, pamoja na ada", taken: "zimeshaondolewa", held: "Yamezuiliwa, pamoja na ada", notTaken: "hazijaondolewa",
    switch: "Swichi ya dharura", pays: "Inalipa", paused: "Imesimamishwa", switchSays: "Malipo yakisimamishwa hakuna kinachoagizwa tena kwa Safaricom. Yaliyo kwake yanaendelea na kuandikwa; yaliyoidhinishwa yanasubiri.",
    pause: "Simamisha malipo", resume: "Acha malipo yaendelee", resumed: "Yanayosubiri yanalipwa sasa.", pausedNow: "Kuanzia sasa hakuna kinacholipwa.", ownerResumes: "Mmiliki ndiye anayeyaruhusu kuendelea.", reason: "Kwa nini", reasonHint: "Anayekuta yamesimamishwa huambiwa.",
    B2C: "simu", B2B: "biashara na akiba yetu", limits: "Vikomo", transactionLimit: "Kwa mara moja", payeeDayLimit: "Kwa simu moja kwa siku", dayLimit: "Kwa siku", batchLimit: "Kwa kundi", withdrawalLimit: "Uondoaji wa mchezaji kwa siku bila idhini", floatBuffer: "Hubaki kwenye akaunti ya kulipia", coolingOffHours: "Saa ambazo malipo ya kwanza kwa simu husubiri", tellsReceivers: "Wapokeaji huambiwa kwa SMS", tellsHint: "Njiani, yamelipwa, hayakulipwa; M-Pesa huarifu malipo hata hivyo.", yes: "Ndiyo", no: "Hapana", change: "Vibadilishe", set: "Weka", limitsSet: "Vinatumika kuanzia sasa.",
  },
});
