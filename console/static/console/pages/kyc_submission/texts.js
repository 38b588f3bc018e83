import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "KYC", absent: "No such submission", absentSays: "It is not there, or it is not yours to see.", erased: "The person was erased: what they showed cannot be read any more.",
    why: "Refused", documents: "Documents", open: "Download", missing: "Missing", noDocuments: "Nothing was uploaded, and the tier asks for nothing.",
    documentsSay: "A link holds for ten minutes. It is written down who looked at what.", ID_FRONT: "ID, front", ID_BACK: "ID, back", SELFIE: "Their face",
    PROOF_OF_ADDRESS: "Proof of address", KRA_PIN: "KRA PIN certificate", says: "What they say", name: "Name", idNumber: "ID or passport", born: "Born",
    player: "Signed in as", none: "not readable", wants: "Wants to reach: {tier}", atOnce: "Moves at once", aDay: "Moves in a day", holds: "Holds at most",
    way: "What was done with it", STARTED: "Begun", SUBMITTED: "Handed in", UPGRADE_ASKED: "A reviewer asked for the second yes", APPROVED: "Approved: tier reached",
    REFUSED: "Refused", WITHDRAWN: "Given up", answer: "Your answer", ask: "Ask to let them reach {tier}", comment: "What you found",
    commentHint: "For the person who approves.", asked: "Asked. It happens when somebody else approves.", refuse: "Refuse", not: "Back", reason: "Why not",
    reasonHint: "The player reads it: say what to send instead.", refuseTitle: "Refuse {name}?", refuseSays: "The player is told your reason, and may begin another submission.",
    refusedNow: "Refused. The player is told why.", waits: "{name} has asked for it; another person has to approve.", seeApproval: "To the approval",
  },
  sw: {
    back: "KYC", absent: "Hakuna wasilisho hilo", absentSays: "Halipo, au si lako kuliona.", erased: "Mtu huyu alifutwa: alichoonyesha hakisomeki tena.",
    why: "Ilikataliwa", documents: "Nyaraka", open: "Pakua", missing: "Haipo", noDocuments: "Hakuna kilichopakiwa, na daraja halihitaji kitu.",
    documentsSay: "Kiungo hudumu dakika kumi. Inaandikwa nani aliangalia nini.", ID_FRONT: "Kitambulisho, mbele", ID_BACK: "Kitambulisho, nyuma", SELFIE: "Uso wake",
    PROOF_OF_ADDRESS: "Uthibitisho wa anwani", KRA_PIN: "Cheti cha PIN ya KRA", says: "Anachosema", name: "Jina", idNumber: "Kitambulisho au pasipoti", born: "Alizaliwa",
    player: "Anaingia kama", none: "hakisomeki", wants: "Anataka kufikia: {tier}", atOnce: "Huhamisha kwa mara", aDay: "Huhamisha kwa siku", holds: "Hushikilia hadi",
    way: "Kilichofanyika nalo", STARTED: "Lilianzishwa", SUBMITTED: "Liliwasilishwa", UPGRADE_ASKED: "Mkaguzi aliomba ndiyo ya pili", APPROVED: "Liliidhinishwa: daraja limefikiwa",
    REFUSED: "Lilikataliwa", WITHDRAWN: "Liliachwa", answer: "Jibu lako", ask: "Omba afikie {tier}", comment: "Ulichokuta",
    commentHint: "Kwa anayeidhinisha.", asked: "Imeombwa. Itafanyika mwingine akiidhinisha.", refuse: "Kataa", not: "Rudi", reason: "Kwa nini hapana",
    reasonHint: "Mchezaji ataisoma: sema atume nini badala yake.", refuseTitle: "Umkatae {name}?", refuseSays: "Mchezaji ataambiwa sababu yako, na anaweza kuanza wasilisho lingine.",
    refusedNow: "Imekataliwa. Mchezaji ataambiwa kwa nini.", waits: "{name} ameomba; mtu mwingine anapaswa kuidhinisha.", seeApproval: "Kwenye idhini",
  },
});
