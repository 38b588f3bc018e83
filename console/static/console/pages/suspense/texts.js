import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Suspense", says: "Money that came in, and nobody could tell whose it is. Say whose, and somebody else approves.",
    tell: "Money that came in, and nobody could tell whose it is. If you know, tell the owner or an accountant.",
    place: "Whose is it?", nothing: "Every payment found its place", nothingSays: "Nothing waits here.",
    facts: "{amount} by {phone}, typed “{account}”", notGiven: "an unknown phone", reference: "Invoice or account number",
    referenceHint: "As the payer should have typed it.", comment: "Why you think so", commentHint: "For the person who approves.",
    ask: "Ask to place it", asked: "Asked. It moves when somebody else approves.", done: "Placed.", action: "Place",
    findCustomer: "Look a customer up", maybe: "It may be", PHONE: "paid from their phone", NUMBER: "one slip of the pen from their number",
    MASKED_PHONE: "the phone could be theirs", AMOUNT: "an open invoice of exactly this amount", gone: "This receipt is not in Suspense any more.",
  },
  sw: {
    title: "Yasiyojulikana", says: "Pesa iliyoingia bila kujulikana ni ya nani. Sema ni ya nani, na mtu mwingine aidhinishe.",
    tell: "Pesa iliyoingia bila kujulikana ni ya nani. Ukijua, mwambie mmiliki au mhasibu.",
    place: "Ni ya nani?", nothing: "Kila malipo yamepata mahali pake", nothingSays: "Hakuna kinachosubiri hapa.",
    facts: "{amount} kutoka {phone}, iliandikwa “{account}”", notGiven: "simu isiyojulikana", reference: "Nambari ya ankara au akaunti",
    referenceHint: "Kama mlipaji alivyopaswa kuandika.", comment: "Kwa nini unadhani hivyo", commentHint: "Kwa anayeidhinisha.",
    ask: "Omba iwekwe", asked: "Imeombwa. Itahamia mtu mwingine akiidhinisha.", done: "Imewekwa.", action: "Weka",
    findCustomer: "Tafuta mteja", maybe: "Huenda ni ya", PHONE: "ililipwa kutoka simu yake", NUMBER: "kosa moja la kuandika kutoka nambari yake",
    MASKED_PHONE: "simu inaweza kuwa yake", AMOUNT: "ankara isiyolipwa ya kiasi hiki hasa", gone: "Risiti hii haipo tena kwenye yasiyojulikana.",
  },
});
