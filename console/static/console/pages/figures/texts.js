import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Figures", says: "What came in, what went out, and how well asking goes. Every bar and every point leads to its rows; on the keyboard the arrows go from one to the next.",
    by: "By", DAY: "Day", HOUR: "Hour", TILL: "Till", till: "Till", inAll: "The period in all",
    collected: "Collected, KES", paidOut: "Paid out, KES", success: "Requests that were paid", loss: "Callbacks that were lost", time: "From asking to knowing", failures: "Why requests were not paid", failuresSay: "In the words that customers are told.",
    collectedLine: "Collected, KES", paidOutLine: "Paid out, KES", successLine: "Paid, of those that ended", lossLine: "Lost, of those due", meanLine: "On average", p95Line: "95 of 100",
    target: "At least {rate}", limit: "Less than {rate}", paidOfEnded: "{paid} of {ended} that ended", lostOfDue: "{lost} of {due} that were due", p95: "95 of 100 within {time}",
    takenBack: "M-Pesa took back {amount} ({count})", payoutsFailed: "not paid: {amount} ({count})",
    payments: "{count} payments", onePayment: "1 payment", payouts: "{count} payouts", onePayout: "1 payout", requests: "{count} requests", oneRequest: "1 request",
    noFailures: "No request of these days failed.", noTills: "No till has figures yet.", nothingHere: "No figures in these days.", code: "code {code}",
    nothingSays: "Payments of customers, requests on their phones and payouts of these days stand here as charts.", ask: "Ask for a payment", addTill: "Add a till",
    noRequests: "No requests in these days", noRequestsSay: "How many requests are paid, how soon that is known and why others are not stands here once a payment is asked for on a phone.",
    lastBeforeFirst: "The last day is before the first.", tooManyDays: "Figures are of at most 400 days at once.",
    atLeast: "should be {rate} at least", lessThan: "should be less than {rate}",
  },
  sw: {
    title: "Takwimu", says: "Kilichoingia, kilichotoka, na maombi yanavyokwenda. Kila mhimili na kila nukta huongoza kwa safu zake; kwenye kibodi mishale huenda kutoka moja hadi nyingine.",
    by: "Kwa", DAY: "Siku", HOUR: "Saa", TILL: "Tili", till: "Tili", inAll: "Kipindi chote",
    collected: "Zilizokusanywa, KES", paidOut: "Zilizolipwa nje, KES", success: "Maombi yaliyolipwa", loss: "Majibu ya Safaricom yaliyopotea", time: "Kutoka kuomba hadi kujua", failures: "Kwa nini maombi hayakulipwa", failuresSay: "Kwa maneno wanayoambiwa wateja.",
    collectedLine: "Zilizokusanywa, KES", paidOutLine: "Zilizolipwa nje, KES", successLine: "Yaliyolipwa kati ya yaliyoisha", lossLine: "Yaliyopotea kati ya yaliyotarajiwa", meanLine: "Kwa wastani", p95Line: "95 kati ya 100",
    target: "Angalau {rate}", limit: "Chini ya {rate}", paidOfEnded: "{paid} kati ya {ended} yaliyoisha", lostOfDue: "{lost} kati ya {due} yaliyotarajiwa", p95: "95 kati ya 100 ndani ya {time}",
    takenBack: "M-Pesa ilirudisha {amount} ({count})", payoutsFailed: "hayakulipwa: {amount} ({count})",
    payments: "malipo {count}", onePayment: "malipo 1", payouts: "malipo ya nje {count}", onePayout: "malipo ya nje 1", requests: "maombi {count}", oneRequest: "ombi 1",
    noFailures: "Hakuna ombi la siku hizi lililoshindwa.", noTills: "Hakuna tili yenye takwimu bado.", nothingHere: "Hakuna takwimu siku hizi.", code: "msimbo {code}",
    nothingSays: "Malipo ya wateja, maombi kwenye simu zao na malipo ya nje ya siku hizi huonekana hapa kwa chati.", ask: "Omba malipo", addTill: "Ongeza tili",
    noRequests: "Hakuna maombi siku hizi", noRequestsSay: "Maombi mangapi yanalipwa, hujulikana baada ya muda gani na kwa nini mengine hayalipwi huonekana hapa malipo yakiombwa kwenye simu.",
    lastBeforeFirst: "Siku ya mwisho iko kabla ya ya kwanza.", tooManyDays: "Takwimu ni za siku 400 kwa pamoja, si zaidi.",
    atLeast: "inapaswa kuwa angalau {rate}", lessThan: "inapaswa kuwa chini ya {rate}",
  },
});
