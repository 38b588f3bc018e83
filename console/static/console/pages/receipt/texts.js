import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Collections", receipt: "Receipt", absent: "No such receipt", absentSays: "It is not there, or it is not yours to see.",
    amount: "Amount", account: "Account typed", phone: "Paid by", till: "Paid to", taken: "Taken by M-Pesa",
    owner: "Placed with", parts: "Of it", note: "Why", path: "The way of this money", evidence: "{channel} reported it",
    disagrees: "It says {amount}: not what was booked.", booked: "Booked", bookedSays: "Into Receipts to route, once, by the first report.",
    entry: "Entry", debit: "Debit {code} {name}: {amount}", credit: "Credit {code} {name}: {amount}",
    ROUTED: "Placed by itself", PLACED: "Placed by two people", REVERSED: "Taken back by M-Pesa", SUSPENSE: "In Suspense", DUE: "To be placed", suspenseSays: "Nobody could tell whose it is.",
    statement: "On the statement", statementSays: "{file}: paid in {amount}, balance after it {balance}.",
    noStatement: "Statement", noStatementSays: "No statement with this payment was brought in yet.",
    look: "Look at this", print: "Print", place: "Place it", tell: "The owner or an accountant can say whose it is. If you know, tell them.",
    waits: "{name} has said whose it is; another person has to approve.", seeApproval: "To the approval", notGiven: "not given", none: "nothing typed",
  },
  sw: {
    back: "Makusanyo", receipt: "Risiti", absent: "Hakuna risiti hiyo", absentSays: "Haipo, au si yako kuiona.",
    amount: "Kiasi", account: "Akaunti iliyoandikwa", phone: "Aliyelipa", till: "Iliyolipwa", taken: "Ilipokelewa na M-Pesa",
    owner: "Imewekwa kwa", parts: "Kati yake", note: "Kwa nini", path: "Njia ya pesa hii", evidence: "{channel} iliripoti",
    disagrees: "Inasema {amount}: si kiasi kilichoandikwa.", booked: "Imeandikwa vitabuni",
    bookedSays: "Katika Risiti za kuwekwa, mara moja, kwa ripoti ya kwanza.",
    entry: "Ingizo", debit: "Debiti {code} {name}: {amount}", credit: "Krediti {code} {name}: {amount}",
    ROUTED: "Imewekwa yenyewe", PLACED: "Imewekwa na watu wawili", REVERSED: "M-Pesa imeirudisha", SUSPENSE: "Haijulikani ni ya nani", DUE: "Itawekwa", suspenseSays: "Hakuna aliyejua ni ya nani.",
    statement: "Kwenye taarifa", statementSays: "{file}: iliingia {amount}, salio baada yake {balance}.",
    noStatement: "Taarifa", noStatementSays: "Bado hakuna taarifa yenye malipo haya iliyoletwa.",
    look: "Angalia hili", print: "Chapisha", place: "Weka", tell: "Mmiliki au mhasibu anaweza kusema ni ya nani. Ukijua, waambie.",
    waits: "{name} amesema ni ya nani; mtu mwingine anapaswa kuidhinisha.", seeApproval: "Kwenye idhini", notGiven: "haikutolewa", none: "hakuna kilichoandikwa",
  },
});
