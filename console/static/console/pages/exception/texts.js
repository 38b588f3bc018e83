import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Exceptions", absent: "No such exception", absentSays: "It is not there, or it is not yours to see.", open: "Open",
    row: "On the statement", noRow: "The statement has nothing of it.", booked: "In the books", noEntry: "The books have nothing of it.",
    receipt: "Receipt", till: "Till", account: "Account", at: "Happened", opened: "Found by", last: "Last seen by", proof: "proof of {days}", assignee: "Who works on it", nobody: "Nobody",
    file: "File", details: "Details", paidIn: "Paid in", withdrawn: "Withdrawn", entry: "Entry {number}", counts: "counts for {day}",
    toBook: "To be booked on M-Pesa", why: "Why", closed: "Closed", closedBy: "by {name}", byProof: "by a proof", correction: "Ended by entry", approval: "Approval", waits: "A correction waits for another person.", look: "Look at it",
    notes: "Notes", noNotes: "Nobody has written anything yet.", system: "A proof", note: "Add a note", text: "What was found", actions: "What to do", proposed: "Proposed: {action}",
    toMe: "Take it up", away: "Put it down", taken: "It is yours.", put: "Nobody works on it now.", noted: "Noted.", carried: "It stays open, with your reason.", tied: "Tied. It is closed.",
    maybe: "It may be this", maybeEntry: "Perhaps the books have it already. Nothing is booked for it by itself.", maybeRow: "Perhaps the statement has it.", tieToThis: "Tie to this", notOne: "Only together with others.", anEntry: "An entry of the books", asSuggested: "As suggested: {evidence}",
    asked: "Asked: somebody else approves it.", done: "Booked. It is closed.", comment: "What was found, and why this is right", commentHint: "3 to 500 characters; it stays in the audit trail.",
    carrySays: "It stays open, and later proofs carry it.", tieSays: "Which entry is this? It must move exactly this amount on the same M-Pesa account. Nothing is posted.",
    correctSays: "The books come to agree with the statement; the other side goes on one account.", splitSays: "The same, over several accounts. Together they are {amount}.",
    writeOffSays: "What the books have and the statement has not is booked as lost.", send: "Ask", accountCode: "Account", accountHint: "Its code; 2890 makes a payment a receipt.", lossHint: "5200 Bad debts, unless you say another.",
    part: "Account {place}", amount: "Amount", more: "Another account", choose: "Entry", noEntries: "No entry has this amount.", carry: "Leave it open", tie: "Tie",
  },
  sw: {
    back: "Tofauti", absent: "Hakuna tofauti hiyo", absentSays: "Haipo, au si yako kuiona.", open: "Wazi",
    row: "Kwenye taarifa", noRow: "Taarifa haina chochote cha hii.", booked: "Vitabuni", noEntry: "Vitabu havina chochote cha hii.",
    receipt: "Risiti", till: "Tili", account: "Akaunti", at: "Ilitokea", opened: "Ilipatikana na", last: "Ilionekana mwisho na", proof: "uthibitisho wa {days}", assignee: "Anayeishughulikia", nobody: "Hakuna",
    file: "Faili", details: "Maelezo", paidIn: "Zilizoingia", withdrawn: "Zilizotoka", entry: "Ingizo {number}", counts: "la siku {day}",
    toBook: "Kuandikwa kwenye M-Pesa", why: "Kwa nini", closed: "Imefungwa", closedBy: "na {name}", byProof: "na uthibitisho", correction: "Ilimalizwa na ingizo", approval: "Idhini", waits: "Marekebisho yanasubiri mtu mwingine.", look: "Angalia",
    notes: "Maelezo", noNotes: "Hakuna aliyeandika bado.", system: "Uthibitisho", note: "Andika maelezo", text: "Kilichopatikana", actions: "La kufanya", proposed: "Pendekezo: {action}",
    toMe: "Ichukue", away: "Iachie", taken: "Ni yako sasa.", put: "Hakuna anayeishughulikia sasa.", noted: "Imeandikwa.", carried: "Inabaki wazi, kwa sababu yako.", tied: "Imeunganishwa na kufungwa.",
    maybe: "Huenda ni hii", maybeEntry: "Huenda vitabu vinayo tayari. Hakuna kinachoandikwa chenyewe.", maybeRow: "Huenda taarifa inayo.", tieToThis: "Unganisha na hii", notOne: "Pamoja na nyingine tu.", anEntry: "Ingizo la vitabu", asSuggested: "Kama ilivyopendekezwa: {evidence}",
    asked: "Imeombwa: mtu mwingine ataidhinisha.", done: "Imeandikwa na kufungwa.", comment: "Kilichopatikana, na kwa nini ni sahihi", commentHint: "Herufi 3 hadi 500; hubaki kwenye kumbukumbu.",
    carrySays: "Inabaki wazi, na uthibitisho wa baadaye huibeba.", tieSays: "Ni ingizo lipi? Lazima lihamishe kiasi hiki hasa kwenye akaunti ile ile ya M-Pesa. Hakuna kinachoandikwa.",
    correctSays: "Vitabu vitalingana na taarifa; upande wa pili uko kwenye akaunti moja.", splitSays: "Vile vile, kwa akaunti kadhaa. Jumla yake ni {amount}.",
    writeOffSays: "Kilicho vitabuni na kisicho kwenye taarifa kinaandikwa kuwa hasara.", send: "Omba", accountCode: "Akaunti", accountHint: "Msimbo wake; 2890 hufanya malipo kuwa risiti.", lossHint: "5200 Madeni mabaya, usipotaja nyingine.",
    part: "Akaunti {place}", amount: "Kiasi", more: "Akaunti nyingine", choose: "Ingizo", noEntries: "Hakuna ingizo la kiasi hiki.", carry: "Iache wazi", tie: "Unganisha",
  },
});
