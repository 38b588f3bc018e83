import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Unknown payouts", says: "Ordered from Safaricom, and nobody knows yet whether they were paid. They are asked about by themselves.",
    stays: "stays set aside until it is known. Pay none of it again: not by another payout, not from the portal, not from your own phone.",
    whyTitle: "What may be done, and why no more", decide: "when the organisation portal shows the payment; a second person approves. That it is not there proves nothing.", ends: "Else Safaricom's result, its Transaction Status or a verified statement ends it, by itself.",
    ordered: "Ordered", said: "Said last", asked: "Asked next", notAsked: "no more", do: "What to do", nothing: "Nothing is unknown", nothingSays: "Of every order it is known whether it was paid.",
  },
  sw: {
    title: "Malipo yasiyojulikana", says: "Yameagizwa kwa Safaricom, na bado haijulikani kama yalilipwa. Yanaulizwa yenyewe.",
    stays: "zinabaki zimetengwa hadi ijulikane. Usilipe tena: si kwa malipo mengine, si kwenye tovuti, si kwa simu yako.",
    whyTitle: "Kinachoweza kufanywa, na kwa nini si zaidi", decide: "tovuti ya shirika ikionyesha malipo; mtu wa pili huidhinisha. Kutokuwepo hakuthibitishi chochote.", ends: "Vinginevyo matokeo ya Safaricom, hali ya muamala au taarifa iliyothibitishwa huyamaliza, yenyewe.",
    ordered: "Yaliagizwa", said: "Yaliyosemwa mwisho", asked: "Yataulizwa", notAsked: "hapana tena", do: "La kufanya", nothing: "Hakuna lisilojulikana", nothingSays: "Kila agizo linajulikana kama lililipwa.",
  },
});
