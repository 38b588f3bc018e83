import { words } from "../../client/language.js";
export const t = words({
  en: {
    owesNobody: "Whatever is taken back is in the players' wallets now: nobody would owe anything.", owes: "As the wallets are now, players have spent a part of what is taken back; they would owe it (1210). Players: {count}. In all:", debtors: "Who would owe", wallet: "Wallet", player: "Player", takenBack: "Taken back", balance: "In the wallet now", owed: "Would owe", owesMore: "And {count} more who would owe less.",
    back: "Approvals", absent: "No such request", absentSays: "It is not there, or it is not yours to see.", what: "Exactly what will happen",
    done: "Exactly what was asked", way: "What was done with it", yes: "yes", no: "no", none: "nothing", REQUESTED: "Asked for",
    APPROVED: "Approved and done", REFUSED: "Refused", CANCELLED: "Taken back", EXPIRED: "Nobody answered in time",
    about: "About", Receipt: "Receipt {name}", Voucher: "Voucher: {name}", RecurringVoucher: "Recurring voucher {name}",
    JournalEntry: "Entry {name}", Invoice: "Invoice {name}", Period: "{from} to {to}", KycSubmission: "A player's papers", ReconciliationException: "Exception {name}", Statement: "Statement file {name}", Payout: "Payout: {name}", PayoutBatch: "Batch {name}", PortalMove: "Moved in the portal: {name}", Market: "Market: {name}", PayoutSchedule: "Schedule {name}",
    shouldBe: "Whose it should be", residue: "Stays, less than a shilling", maker: "Asked by", until: "To be answered by", amount: "Amount", where: "In", twoPeople: "Two people always",
    mine: "You asked: another person answers, where there is one.", another: "You asked: another person answers. Nobody may approve this alone.", answer: "Your answer", approve: "Approve and do it", refuse: "Refuse", cancel: "Take it back", code: "Code of your second factor",
    codeHint: "Where this session has not given one yet.", secret: "Your password", secretHint: "Only where nobody else can approve what you asked for.",
    comment: "What you want to say", reason: "Why not", doneNow: "Approved: it is done.", refusedNow: "Refused.", cancelledNow: "Taken back.",
    approveTitle: "Do exactly this?", approveSays: "What the page shows happens at once, and once. It is written down that you agreed.",
  },
  sw: {
    owesNobody: "Chote kinachorudishwa kimo kwenye pochi za wachezaji sasa: hakuna atakayedaiwa.", owes: "Kwa jinsi pochi zilivyo sasa, wachezaji wametumia sehemu ya kinachorudishwa; watadaiwa (1210). Wachezaji: {count}. Jumla:", debtors: "Watakaodaiwa", wallet: "Pochi", player: "Mchezaji", takenBack: "Kinachorudishwa", balance: "Kilichomo sasa", owed: "Atadaiwa", owesMore: "Na {count} zaidi watakaodaiwa kidogo.",
    back: "Idhini", absent: "Hakuna ombi hilo", absentSays: "Halipo, au si lako kuliona.", what: "Kitakachotokea hasa",
    done: "Kilichoombwa hasa", way: "Kilichofanyika nalo", yes: "ndiyo", no: "hapana", none: "hakuna", REQUESTED: "Liliombwa",
    APPROVED: "Liliidhinishwa na kufanyika", REFUSED: "Lilikataliwa", CANCELLED: "Lilirudishwa", EXPIRED: "Hakuna aliyejibu kwa wakati",
    about: "Kuhusu", Receipt: "Risiti {name}", Voucher: "Vocha: {name}", RecurringVoucher: "Vocha ya kurudia {name}",
    JournalEntry: "Ingizo {name}", Invoice: "Ankara {name}", Period: "{from} hadi {to}", KycSubmission: "Hati za mchezaji", ReconciliationException: "Tofauti {name}", Statement: "Faili ya taarifa {name}", Payout: "Malipo: {name}", PayoutBatch: "Kundi {name}", PortalMove: "Umehamishwa kwenye tovuti: {name}", Market: "Soko: {name}", PayoutSchedule: "Ratiba {name}",
    shouldBe: "Inapaswa kuwa ya", residue: "Inabaki, chini ya shilingi", maker: "Aliyeomba", until: "Lijibiwe kufikia", amount: "Kiasi", where: "Katika", twoPeople: "Watu wawili daima",
    mine: "Uliomba wewe: mtu mwingine hujibu, kama yupo.", another: "Uliomba wewe: mtu mwingine hujibu. Hakuna anayeweza kuidhinisha hili peke yake.", answer: "Jibu lako", approve: "Idhinisha na ufanye", refuse: "Kataa", cancel: "Rudisha", code: "Msimbo wa uthibitisho wa pili",
    codeHint: "Kama kipindi hiki bado hakijatoa.", secret: "Nenosiri lako", secretHint: "Pale tu ambapo hakuna mwingine wa kuidhinisha ulichoomba.",
    comment: "Unachotaka kusema", reason: "Kwa nini hapana", doneNow: "Limeidhinishwa: limefanyika.", refusedNow: "Limekataliwa.",
    cancelledNow: "Limerudishwa.", approveTitle: "Ufanye hivi hasa?", approveSays: "Kinachoonyeshwa kinatokea mara moja tu. Inaandikwa kwamba ulikubali.",
  },
});
