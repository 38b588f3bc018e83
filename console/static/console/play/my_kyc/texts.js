import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Me", title: "Who I am", now: "Your tier now: {name}", before: "Before", highest: "You have the highest tier.", begin: "Reach a higher tier", beginSays: "Two people of the business look at it. What you send is kept encrypted, and every look at it is written down.", next: "Go on to the documents",
    tier: "Tier", tierSays: "{name}: KES {day} a day, {most} in the wallet.", name: "Name, as the ID has it", idNumber: "Number of the ID or passport", born: "Date of birth", uploadSays: "Photograph each of these, so that all of it can be read.", uploadHint: "JPEG, PNG or PDF, up to 5 MB", missing: "Missing", there: "There", uploaded: "It is there.", handIn: "Hand it in", handedIn: "Handed in. You are told what becomes of it.", waits: "It is being looked at.",
    DRAFT: "Not handed in yet", SUBMITTED: "Being looked at", APPROVED: "Reached", REFUSED: "Refused", WITHDRAWN: "Given up", ID_FRONT: "ID, front", ID_BACK: "ID, back", SELFIE: "A photo of yourself", KRA_PIN: "KRA PIN certificate", PROOF_OF_ADDRESS: "Proof of address",
  },
  sw: {
    back: "Mimi", title: "Mimi ni nani", now: "Daraja lako sasa: {name}", before: "Zamani", highest: "Una daraja la juu kabisa.", begin: "Fikia daraja la juu", beginSays: "Watu wawili wa biashara huangalia. Unachotuma huhifadhiwa kwa siri, na kila anayeangalia huandikwa.", next: "Endelea na nyaraka",
    tier: "Daraja", tierSays: "{name}: KES {day} kwa siku, {most} kwenye pochi.", name: "Jina, kama kwenye kitambulisho", idNumber: "Namba ya kitambulisho au pasipoti", born: "Tarehe ya kuzaliwa", uploadSays: "Piga picha ya kila moja, isomeke yote.", uploadHint: "JPEG, PNG au PDF, hadi MB 5", missing: "Haipo", there: "Ipo", uploaded: "Imefika.", handIn: "Wasilisha", handedIn: "Imewasilishwa. Utaambiwa matokeo.", waits: "Inaangaliwa.",
    DRAFT: "Haijawasilishwa", SUBMITTED: "Inaangaliwa", APPROVED: "Limefikiwa", REFUSED: "Limekataliwa", WITHDRAWN: "Liliachwa", ID_FRONT: "Kitambulisho, mbele", ID_BACK: "Kitambulisho, nyuma", SELFIE: "Picha yako", KRA_PIN: "Cheti cha KRA PIN", PROOF_OF_ADDRESS: "Uthibitisho wa anwani",
  },
});
