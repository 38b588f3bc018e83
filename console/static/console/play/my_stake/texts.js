import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "My stakes", absent: "Stake", absentSays: "There is no such stake of yours.", market: "Market", amount: "Staked", number: "Its number there", at: "Accepted", fate: "What became of it", pays: "Came back", WON: "Won", LOST: "Lost", REFUNDED: "Given back", voidSince: "The market is void since", voidByClock: "There was no result in time.", notYet: "When the market is settled, you can check here that your stake is in its certificate.",
    check: "Check it yourself", checkSays: "The market was settled by one certificate of all its stakes. This page has your device itself work out, from your stake, whether it is part of it; no server is asked whether it is true.", checkNow: "Check my stake on this device",
    published: "Digest that was published", publishedSays: "If you noted it elsewhere, put yours in here.", noCrypto: "This browser works it out only over https. Save the proof and check it elsewhere.", root: "From your stake the way leads to the root of all stakes.", digest: "The certificate is the one whose digest was published.", same: "In it your stake stands as on this page, with the same result.",
    holds: "Holds", broken: "Does not hold", allHolds: "It holds: your stake is part of the certificate, exactly so.", doesNotHold: "It does not hold. Keep the proof and show it to the business, or to anybody.", elsewhere: "Anybody can check both without us, by one file for Python: python verify_certificate.py FILE", saveProof: "Save my proof",
  },
  sw: {
    back: "Dau zangu", absent: "Dau", absentSays: "Huna dau hilo.", market: "Soko", amount: "Dau", number: "Namba yake huko", at: "Lilikubaliwa", fate: "Lilikuwaje", pays: "Ilirudi", WON: "Limeshinda", LOST: "Limeshindwa", REFUNDED: "Limerudishwa", voidSince: "Soko ni batili tangu", voidByClock: "Hayakuwepo matokeo kwa wakati.", notYet: "Soko likilipwa, utaweza kuhakikisha hapa kwamba dau lako limo kwenye cheti chake.",
    check: "Hakikisha mwenyewe", checkSays: "Soko lililipwa kwa cheti kimoja cha madau yote. Ukurasa huu hukifanya kifaa chako chenyewe kihesabu, kutoka kwa dau lako, kama limo; hakuna seva inayoulizwa kama ni kweli.", checkNow: "Hakikisha dau langu kwenye kifaa hiki",
    published: "Muhtasari uliochapishwa", publishedSays: "Kama uliuandika kwingine, weka wako hapa.", noCrypto: "Kivinjari hiki huhesabu kwa https tu. Hifadhi uthibitisho, uhakikishe kwingine.", root: "Kutoka kwa dau lako njia inafika kwenye mzizi wa madau yote.", digest: "Cheti ni kile ambacho muhtasari wake ulichapishwa.", same: "Humo dau lako liko kama kwenye ukurasa huu, na matokeo yale yale.",
    holds: "Ni sawa", broken: "Si sawa", allHolds: "Ni sawa: dau lako limo kwenye cheti, vivyo hivyo.", doesNotHold: "Si sawa. Tunza uthibitisho na uuonyeshe kwa biashara, au kwa yeyote.", elsewhere: "Yeyote anaweza kuhakikisha vyote bila sisi, kwa faili moja ya Python: python verify_certificate.py FAILI", saveProof: "Hifadhi uthibitisho wangu",
  },
});
