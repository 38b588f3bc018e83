import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Collections", receipt: "Receipt", absent: "No such receipt", absentSays: "It is not there, or it is not yours to see.",
    amount: "Amount", account: "Account typed", phone: "Paid by", till: "Paid to", taken: "Taken by M-Pesa",
    owner: "Placed with", parts: "Of it", note: "Why", path: "The way of this money", reversedSays: "M-Pesa took this payment back: the money is gone from the till and from the books. What it had paid is owed again.",
    DUE: "To be placed", dueSays: "This happens by itself.", placeSays: "It waits in Suspense until somebody says whose it is, and another person agrees.",
    statement: "On the statement", statementSays: "{file}: paid in {amount}, balance after it {balance}.",
    noStatement: "Statement", noStatementSays: "No statement with this payment was brought in yet.",
    print: "Print", place: "Place it", tell: "The owner or an accountant can say whose it is. If you know, tell them.",
    waits: "{name} has said whose it is; another person has to approve.", seeApproval: "To the approval", notGiven: "not given", none: "nothing typed",
  },
  sw: {
    back: "Makusanyo", receipt: "Risiti", absent: "Hakuna risiti hiyo", absentSays: "Haipo, au si yako kuiona.",
    amount: "Kiasi", account: "Akaunti iliyoandikwa", phone: "Aliyelipa", till: "Iliyolipwa", taken: "Ilipokelewa na M-Pesa",
    owner: "Imewekwa kwa", parts: "Kati yake", note: "Kwa nini", path: "Njia ya pesa hii", reversedSays: "M-Pesa iliyarudisha malipo haya: pesa imetoka kwenye tili na vitabuni. Kilicholipwa nayo kinadaiwa tena.",
    DUE: "Itawekwa", dueSays: "Hufanyika yenyewe.", placeSays: "Inasubiri kwenye zisizojulikana hadi mtu aseme ni ya nani, na mwingine akubali.",
    statement: "Kwenye taarifa", statementSays: "{file}: iliingia {amount}, salio baada yake {balance}.",
    noStatement: "Taarifa", noStatementSays: "Bado hakuna taarifa yenye malipo haya iliyoletwa.",
    print: "Chapisha", place: "Weka", tell: "Mmiliki au mhasibu anaweza kusema ni ya nani. Ukijua, waambie.",
    waits: "{name} amesema ni ya nani; mtu mwingine anapaswa kuidhinisha.", seeApproval: "Kwenye idhini", notGiven: "haikutolewa", none: "hakuna kilichoandikwa",
  },
});
