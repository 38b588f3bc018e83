import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Payout: {description}", absent: "No such payout", absentSays: "It is not there, or it is not yours to see.", way: "Where its money was", doing: "What to do",
    unknown: "Nobody knows whether it was paid.", name: "Whose phone", residue: "Stays where it is", from: "Paid from account", command: "Kind", approval: "Approved by", charge: "Safaricom's charge", expected: "expected:",
    BUSINESS: "Payment by a business", SALARY: "Salary", PROMOTION: "Promotion", receipt: "M-Pesa receipt", receiptHint: "As the organisation portal shows it, 10 letters and digits.", reason: "Why", comment: "What was looked at, and why this is right", commentHint: "3 to 500 characters; it stays in the audit trail.",
    refundOf: "Gives back", notBefore: "Not before", batchPaused: "Its batch is paused: {reason}", lineStopped: "Its till pays nothing now: Safaricom refuses whoever asks ({code}). It waits.", lineShort: "Its till does not hold enough now. It waits for money.",
    CANCEL: "Take it back", RETRY: "Try again", DECIDE: "Enter the receipt", RELEASE: "Let it go", askFor: "Ask",
    CANCELSays: "Its money, KES {amount}, goes back to where it came from. Nothing is paid to {phone}.", DECIDESays: "Look for KES {amount} to {phone} in the organisation portal. Only a payment that is there can be entered; that it is not there proves nothing. A second person approves, whatever the amount.",
    RELEASESays: "KES {amount} to {phone} is sent although it is held. A second person approves, whatever the amount.", retrySays: "It has definitely failed. KES {amount} is set aside anew and sent to {phone} under a new order.",
    retried: "It goes out again.", cancelled: "It is taken back.", asked: "Asked: somebody else approves it.",
    noRetryUnknown: "it may have been paid, so it is never sent again while that is not known.", noCancelUnknown: "its order is with Safaricom; what was ordered cannot be called back.", noneSent: "it is with Safaricom; its result is awaited.", noDecideSent: "its result is still to come; nobody has to decide.",
    nonePaid: "it is paid.", noneCancelled: "it was taken back; ask for a new one.", noRetryYet: "it has not failed.",
    entry: "Booked: entry {number}", order: "Order {number} to Safaricom", late: "paid after it had been called failed", ANSWER: "Safaricom's answer", RESULT: "Safaricom's result", TIMEOUT: "Safaricom's notice of a timeout", QUERY: "Transaction Status", STATEMENT: "The statement", PEOPLE: "Two people", SYSTEM: "The system itself",
    askedOn: "Safaricom is asked what became of it", askedAt: "Next at {at} UTC. The result, the statement or two people end it.", notAsked: "It is not asked any more: bring in the statement, or have two people decide.", approvalAhead: "A second person approves it", orderAhead: "It is ordered from Safaricom", dueAhead: "It goes out by itself when its time comes", releaseAhead: "Two people let it go", resultAhead: "Safaricom's result",
    row: "On the statement", noRow: "Not on a statement yet", noRowSays: "Bring in the statement of that day: its row ends the story.", balance: "balance",
  },
  sw: {
    title: "Malipo: {description}", absent: "Hakuna malipo hayo", absentSays: "Hayapo, au si yako kuyaona.", way: "Pesa zake zilikuwa wapi", doing: "La kufanya",
    unknown: "Haijulikani kama yalilipwa.", name: "Simu ya nani", residue: "Kinachobaki", from: "Yanalipwa kutoka akaunti", command: "Aina", approval: "Aliyeidhinisha", charge: "Ada ya Safaricom", expected: "inatarajiwa:",
    BUSINESS: "Malipo ya biashara", SALARY: "Mshahara", PROMOTION: "Promosheni", receipt: "Risiti ya M-Pesa", receiptHint: "Kama tovuti ya shirika inavyoonyesha, herufi na tarakimu 10.", reason: "Kwa nini", comment: "Kilichoangaliwa, na kwa nini ni sahihi", commentHint: "Herufi 3 hadi 500; hubaki kwenye kumbukumbu.",
    refundOf: "Hurejesha", notBefore: "Si kabla ya", batchPaused: "Kundi lake limesimamishwa: {reason}", lineStopped: "Tili yake hailipi sasa: Safaricom inamkataa anayeomba ({code}). Yanasubiri.", lineShort: "Tili yake haina pesa za kutosha sasa. Yanasubiri pesa.",
    CANCEL: "Yarudishe", RETRY: "Jaribu tena", DECIDE: "Andika risiti", RELEASE: "Yaruhusu", askFor: "Omba",
    CANCELSays: "Pesa zake, KES {amount}, zinarudi zilikotoka. Hakuna kinacholipwa kwa {phone}.", DECIDESays: "Tafuta KES {amount} kwa {phone} kwenye tovuti ya shirika. Ni malipo yaliyopo tu yanayoweza kuandikwa; kutokuwepo hakuthibitishi chochote. Mtu wa pili huidhinisha, kiasi chochote kile.",
    RELEASESays: "KES {amount} kwa {phone} zinatumwa ingawa zimezuiliwa. Mtu wa pili huidhinisha, kiasi chochote kile.", retrySays: "Yameshindwa kabisa. KES {amount} zinatengwa upya na kutumwa kwa {phone} kwa agizo jipya.",
    retried: "Yanatoka tena.", cancelled: "Yamerudishwa.", asked: "Imeombwa: mtu mwingine ataidhinisha.",
    noRetryUnknown: "huenda yamelipwa, hivyo hayatumwi tena hadi ijulikane.", noCancelUnknown: "agizo lake liko kwa Safaricom; lililoagizwa haliwezi kurudishwa.", noneSent: "yako kwa Safaricom; matokeo yanasubiriwa.", noDecideSent: "matokeo bado yanakuja; hakuna wa kuamua.",
    nonePaid: "yamelipwa.", noneCancelled: "yalirudishwa; omba mapya.", noRetryYet: "hayajashindwa.",
    entry: "Yameandikwa: ingizo {number}", order: "Agizo {number} kwa Safaricom", late: "yalilipwa baada ya kudhaniwa yameshindwa", ANSWER: "Jibu la Safaricom", RESULT: "Matokeo ya Safaricom", TIMEOUT: "Taarifa ya Safaricom ya kuchelewa", QUERY: "Hali ya muamala", STATEMENT: "Taarifa ya akaunti", PEOPLE: "Watu wawili", SYSTEM: "Mfumo wenyewe",
    askedOn: "Safaricom inaulizwa yalifikaje", askedAt: "Tena saa {at} UTC. Matokeo, taarifa au watu wawili huyamaliza.", notAsked: "Haiulizwi tena: leta taarifa ya akaunti, au watu wawili waamue.", approvalAhead: "Mtu wa pili anayaidhinisha", orderAhead: "Yanaagizwa kwa Safaricom", dueAhead: "Yanatoka yenyewe muda ukifika", releaseAhead: "Watu wawili wanayaruhusu", resultAhead: "Matokeo ya Safaricom",
    row: "Kwenye taarifa", noRow: "Bado hayapo kwenye taarifa", noRowSays: "Leta taarifa ya siku hiyo: mstari wake humaliza hadithi.", balance: "salio",
  },
});
