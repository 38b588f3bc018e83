import { words } from "../../client/language.js";

export const t = words({
  en: {
    refund: "Give it back", refundSays: "A payout of at most KES {amount} to {phone}, who paid. Above what one person may send alone, a second person approves it.", refundAmount: "How much", refundFrom: "Paid from account", refundFromHint: "Where the payment was placed: 2100 Customer credit, or 4010 Credit notes where it paid a bill.", masked: "Safaricom shows only a part of the payer's number: {phone}.", maskedSays: "Ask the payer for the whole number, compare it with that part, and send the money by a new payout: for Refund of {number}, paid from account {account}.", maskedGo: "New payout", refundComment: "Why", refundAsk: "Ask for it", refundAsked: "Asked for.", badAmount: "An amount, like 1,500.",
    back: "Collections", receipt: "Receipt", absent: "No such receipt", absentSays: "It is not there, or it is not yours to see.",
    amount: "Amount", account: "Account typed", phone: "Paid by", till: "Paid to", taken: "Taken by M-Pesa",
    owner: "Placed with", parts: "Of it", note: "Why", path: "The way of this money", reversedSays: "M-Pesa took this payment back: the money is gone from the till and from the books. What it had paid is owed again.",
    DUE: "To be placed", dueSays: "This happens by itself.", placeSays: "It waits in Suspense until somebody says whose it is, and another person agrees.",
    heldSays: "Held: only a statement file knows this payment. It is booked, and pays nothing and nobody yet.",
    heldWaits: "It goes on by itself when M-Pesa announces it, when Pull Transactions has it, or when Safaricom, asked about it, says the same. Otherwise the owner or an accountant releases all held payments of the file at once, and another person approves.",
    heldDoubted: "Another source says otherwise: look at its case. Once that is closed, the payment can be released with its file.",
    heldStep: "When a second source says the same, or people release its statement.", toFiles: "To the statement files",
    statement: "On the statement", statementSays: "{file}: paid in {amount}, balance after it {balance}.",
    noStatement: "Statement", noStatementSays: "No statement with this payment was brought in yet.",
    print: "Print", place: "Place it", tell: "The owner or an accountant can say whose it is. If you know, tell them.",
    waits: "{name} has said whose it is; another person has to approve.", seeApproval: "To the approval", notGiven: "not given", none: "nothing typed",
  },
  sw: {
    refund: "Rejesha pesa", refundSays: "Malipo ya si zaidi ya KES {amount} kwa {phone}, aliyelipa. Zaidi ya kile mtu mmoja anaweza kutuma peke yake, mtu wa pili huidhinisha.", refundAmount: "Kiasi gani", refundFrom: "Yanalipwa kutoka akaunti", refundFromHint: "Malipo yalikowekwa: 2100 Salio la wateja, au 4010 Hati za mkopo ikiwa yalilipa ankara.", masked: "Safaricom inaonyesha sehemu tu ya namba ya aliyelipa: {phone}.", maskedSays: "Muulize aliyelipa namba nzima, ilinganishe na sehemu hiyo, kisha tuma pesa kwa malipo mapya: kwa Refund of {number}, kutoka akaunti {account}.", maskedGo: "Malipo mapya", refundComment: "Kwa nini", refundAsk: "Omba", refundAsked: "Imeombwa.", badAmount: "Kiasi, kama 1,500.",
    back: "Makusanyo", receipt: "Risiti", absent: "Hakuna risiti hiyo", absentSays: "Haipo, au si yako kuiona.",
    amount: "Kiasi", account: "Akaunti iliyoandikwa", phone: "Aliyelipa", till: "Iliyolipwa", taken: "Ilipokelewa na M-Pesa",
    owner: "Imewekwa kwa", parts: "Kati yake", note: "Kwa nini", path: "Njia ya pesa hii", reversedSays: "M-Pesa iliyarudisha malipo haya: pesa imetoka kwenye tili na vitabuni. Kilicholipwa nayo kinadaiwa tena.",
    DUE: "Itawekwa", dueSays: "Hufanyika yenyewe.", placeSays: "Inasubiri kwenye zisizojulikana hadi mtu aseme ni ya nani, na mwingine akubali.",
    heldSays: "Imezuiliwa: ni faili ya taarifa pekee inayojua malipo haya. Yameandikwa vitabuni, lakini bado hayalipi chochote wala yeyote.",
    heldWaits: "Yataendelea yenyewe M-Pesa ikiyatangaza, Pull Transactions ikiwa nayo, au Safaricom ikiulizwa na kusema vilevile. La sivyo mmiliki au mhasibu huachilia malipo yote yaliyozuiliwa ya faili kwa mara moja, na mtu mwingine huidhinisha.",
    heldDoubted: "Chanzo kingine kinasema tofauti: angalia suala lake. Likifungwa, malipo yanaweza kuachiliwa pamoja na faili yake.",
    heldStep: "Chanzo cha pili kikisema vilevile, au watu wakiachilia taarifa yake.", toFiles: "Kwenye faili za taarifa",
    statement: "Kwenye taarifa", statementSays: "{file}: iliingia {amount}, salio baada yake {balance}.",
    noStatement: "Taarifa", noStatementSays: "Bado hakuna taarifa yenye malipo haya iliyoletwa.",
    print: "Chapisha", place: "Weka", tell: "Mmiliki au mhasibu anaweza kusema ni ya nani. Ukijua, waambie.",
    waits: "{name} amesema ni ya nani; mtu mwingine anapaswa kuidhinisha.", seeApproval: "Kwenye idhini", notGiven: "haikutolewa", none: "hakuna kilichoandikwa",
  },
});
