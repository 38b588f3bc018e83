import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Own money", says: "Between the M-Pesa accounts of the business, and to the bank. It pays nobody and costs no expense.",
    MOVE: "Move float", moveSays: "Out of a till's Working account into the account that pays phones. Ordered from Safaricom like a payment, and approved like one.", from: "Out of Working of", to: "To", same: "The same till", asked: "Asked: somebody else approves it.", sent: "It is set aside; it goes out now.",
    RECORD: "Record a move made in the portal", recordSays: "What no order can do is done in Safaricom's portal: Utility to Working, or to the bank. Do it there, then write it down here. Nothing is booked by that: its row of the statement is, and this says where the money went.", recorded: "Recorded. It is tied to its rows when the statements are there.",
    till: "Till", source: "It left", target: "It reached", bank: "Bank {code}", amount: "Amount in shillings", badAmount: "An amount, like 1,500.", day: "Done on", note: "What it was for", comment: "Why, for who approves it", ask: "Ask for it",
    utility: "Utility", working: "Working (MMF)", charges: "Charges Paid", settlement: "Organization Settlement", merchant: "Merchant",
    portal: "Moves made in the portal", state: "State", PENDING_APPROVAL: "Waits for approval", OPEN: "On no statement yet", TIED: "Shown by the statement", CANCELLED: "Taken back", receipt: "Receipt", who: "Recorded by", nothing: "No moves recorded", nothingSays: "What is moved in Safaricom's portal is written down here.",
    CANCEL: "Take back", cancelSays: "KES {amount} of {day}: only what no statement shows can be taken back.", reason: "Why", cancelled: "Taken back.", do: "To do",
  },
  sw: {
    title: "Pesa zetu", says: "Kati ya akaunti za M-Pesa za biashara, na kwenda benki. Hakuna anayelipwa, na si gharama.",
    MOVE: "Hamisha akiba", moveSays: "Kutoka akaunti ya Working ya tili kwenda akaunti inayolipa simu. Huagizwa kwa Safaricom kama malipo, na huidhinishwa vivyo hivyo.", from: "Kutoka Working ya", to: "Kwenda", same: "Tili ile ile", asked: "Imeombwa: mtu mwingine ataidhinisha.", sent: "Zimetengwa; zinatoka sasa.",
    RECORD: "Andika uhamisho uliofanywa kwenye tovuti", recordSays: "Kisichowezekana kwa agizo hufanywa kwenye tovuti ya Safaricom: Utility kwenda Working, au kwenda benki. Fanya huko, kisha uandike hapa. Hakuna kinachoingizwa vitabuni kwa hilo: mstari wake wa taarifa ndio, na hapa panasema pesa zilikwenda wapi.", recorded: "Imeandikwa. Itaunganishwa na mistari yake taarifa zikiwepo.",
    till: "Tili", source: "Zilitoka", target: "Zilifika", bank: "Benki {code}", amount: "Kiasi kwa shilingi", badAmount: "Kiasi, kama 1,500.", day: "Ilifanyika", note: "Ilikuwa ya nini", comment: "Kwa nini, kwa anayeidhinisha", ask: "Omba",
    utility: "Utility", working: "Working (MMF)", charges: "Charges Paid", settlement: "Organization Settlement", merchant: "Merchant",
    portal: "Uhamisho uliofanywa kwenye tovuti", state: "Hali", PENDING_APPROVAL: "Inasubiri idhini", OPEN: "Bado haiko kwenye taarifa", TIED: "Inaonyeshwa na taarifa", CANCELLED: "Imerudishwa", receipt: "Risiti", who: "Aliyeandika", nothing: "Hakuna uhamisho ulioandikwa", nothingSays: "Kinachohamishwa kwenye tovuti ya Safaricom huandikwa hapa.",
    CANCEL: "Rudisha", cancelSays: "KES {amount} za {day}: ni kisichoonyeshwa na taarifa tu kinachoweza kurudishwa.", reason: "Kwa nini", cancelled: "Imerudishwa.", do: "La kufanya",
  },
});
