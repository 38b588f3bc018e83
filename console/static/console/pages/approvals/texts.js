import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Approvals", says: "What waits for a second person, and what became of it.", act: "What", amount: "Amount",
    maker: "Asked by", checker: "Answered by", state: "State", at: "Asked", until: "To be answered by", who: "Whose",
    mine: "I asked", others: "Others asked", comment: "Why", PENDING: "Waits", APPROVED: "Done", REFUSED: "Refused",
    CANCELLED: "Taken back", EXPIRED: "Ran out", nothing: "Nothing waits", nothingSays: "What needs a second person shows here.",
    elsewhere: "In {name} {count} wait for an answer.", goThere: "Go there",
    onlyYou: "Nobody else here may answer this: {minutes} minutes after asking you may approve it yourself, with your password. It is better that somebody else reads it first.", onlyYouFrom: "Nobody else here may answer this: from {at} you may approve it yourself, with your password. It is better that somebody else reads it first.", onlyTwo: "It takes two people, and nobody else here may answer it.", invite: "Invite somebody",
    "approval_rules.change": "Change the rules of approval", "kyc.upgrade": "Let a player reach a tier",
    "ledger.recurring": "Begin a recurring voucher", "ledger.voucher": "Post a voucher", "period.reopen": "Open a closed period again", "portal_move.record": "Record a move made in the portal", "payout.pay": "Pay out", "payout.withdraw": "Pay a player's withdrawal", "payout.batch": "Pay a whole batch out", "payout.withholding": "Withhold another tax on withdrawals", "payout.schedule": "Pay again and again by a schedule",
    "payout.decide": "Say by which receipt an order was paid", "payout.release": "Send a payout that is held",
    "invoice.write_off": "Write off a debt", "market.correct": "Correct a market that was paid out", "market.void": "Give everybody their stakes back", "market.settle": "Pay a market out", "market.legal_rule": "Set a rule of the law", "market.open": "Open a market", "receipt.place": "Place a payment from Suspense", "reconciliation.settle": "End an exception of a proof", "statement.change": "Change what is verified", "statement.release": "Release the held payments of a statement",
  },
  sw: {
    title: "Idhini", says: "Kinachosubiri mtu wa pili, na kilichotokea.", act: "Nini", amount: "Kiasi",
    maker: "Aliyeomba", checker: "Aliyejibu", state: "Hali", at: "Iliombwa", until: "Ijibiwe kufikia", who: "Ya nani",
    mine: "Niliomba mimi", others: "Waliomba wengine", comment: "Kwa nini", PENDING: "Inasubiri", APPROVED: "Imefanyika",
    REFUSED: "Imekataliwa", CANCELLED: "Imerudishwa", EXPIRED: "Muda umeisha", nothing: "Hakuna kinachosubiri",
    nothingSays: "Kinachohitaji mtu wa pili kitaonekana hapa.",
    elsewhere: "Katika {name} {count} yanasubiri jibu.", goThere: "Nenda huko",
    onlyYou: "Hakuna mwingine hapa anayeweza kujibu hili: dakika {minutes} baada ya kuomba unaweza kuidhinisha mwenyewe, kwa nenosiri lako. Ni bora mtu mwingine asome kwanza.", onlyYouFrom: "Hakuna mwingine hapa anayeweza kujibu hili: kuanzia {at} unaweza kuidhinisha mwenyewe, kwa nenosiri lako. Ni bora mtu mwingine asome kwanza.", onlyTwo: "Linahitaji watu wawili, na hakuna mwingine hapa anayeweza kulijibu.", invite: "Alika mtu",
    "approval_rules.change": "Badilisha kanuni za idhini", "kyc.upgrade": "Ruhusu mchezaji kufikia daraja",
    "ledger.recurring": "Anzisha vocha ya kujirudia", "ledger.voucher": "Andika vocha", "period.reopen": "Fungua tena kipindi kilichofungwa", "portal_move.record": "Andika uhamisho uliofanywa kwenye tovuti", "payout.pay": "Lipa nje", "payout.withdraw": "Lipa uondoaji wa mchezaji", "payout.batch": "Lipa kundi zima", "payout.withholding": "Zuia kodi nyingine ya uondoaji", "payout.schedule": "Lipa tena na tena kwa ratiba",
    "payout.decide": "Sema agizo lililipwa kwa risiti ipi", "payout.release": "Tuma malipo yaliyozuiliwa",
    "invoice.write_off": "Futa deni", "market.correct": "Sahihisha soko lililolipwa", "market.void": "Rudisha madau yote", "market.settle": "Lipa soko", "market.legal_rule": "Weka kanuni ya sheria", "market.open": "Fungua soko", "receipt.place": "Weka malipo yasiyojulikana", "reconciliation.settle": "Maliza tofauti ya uthibitisho", "statement.change": "Badilisha taarifa iliyothibitishwa", "statement.release": "Achilia malipo yaliyozuiliwa ya taarifa",
  },
});
