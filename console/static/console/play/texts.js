import { words } from "../client/language.js";

export const t = words({
  en: {
    skip: "Skip to the page", where: "Where you play", purse: "My wallet", pages: "Pages", noPage: "No such page", toMarkets: "To the markets",
    noPlayer: "You play nowhere yet", noPlayerSays: "These pages are for players. Sign out and open the link that a business gave you to sign up with your phone.", toConsole: "To the console", signOut: "Sign out",
    DRAFT: "Draft", REVIEW: "In review", OPEN: "Open", SUSPENDED: "Stopped", CLOSED: "Closed", PROPOSED: "Result proposed", DISPUTED: "Disputed", APPROVED: "Decided", SETTLED: "Paid", CORRECTED: "Corrected", VOID: "Void: all refunded",
    tier_basic: "Basic", tier_standard: "Standard", tier_full: "Full",
    closes: "Closes", closed: "Closed", closedEarly: "Closed early, by hand,", voidSince: "Void since", won: "Won",
  },
  sw: {
    skip: "Ruka hadi ukurasani", where: "Unapocheza", purse: "Pochi yangu", pages: "Kurasa", noPage: "Hakuna ukurasa huo", toMarkets: "Kwenye masoko",
    noPlayer: "Bado huchezi popote", noPlayerSays: "Kurasa hizi ni za wachezaji. Toka, kisha fungua kiungo ambacho biashara ilikupa ujisajili kwa simu yako.", toConsole: "Kwenye ukurasa wa wafanyakazi", signOut: "Toka",
    DRAFT: "Rasimu", REVIEW: "Inakaguliwa", OPEN: "Limefunguliwa", SUSPENDED: "Limesimamishwa", CLOSED: "Limefungwa", PROPOSED: "Matokeo yamependekezwa", DISPUTED: "Yanapingwa", APPROVED: "Yameamuliwa", SETTLED: "Limelipwa", CORRECTED: "Limesahihishwa", VOID: "Batili: zimerudishwa",
    tier_basic: "Ya msingi", tier_standard: "Ya kawaida", tier_full: "Kamili",
    closes: "Linafungwa", closed: "Lilifungwa", closedEarly: "Lilifungwa mapema, kwa mkono,", voidSince: "Batili tangu", won: "Limeshinda",
  },
});
