import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Law and taxes", says: "What the law asks of your markets, by which law, from which day on. Without a rule nothing is asked. What is past stays as it was.", fromDay: "From", kind: "Rule", value: "What counts", name: "Law", maker: "Asked by", checker: "Approved by", now: "In force", later: "To come", past: "Over", state: "State",
    EXCISE: "Excise on deposits", GGR: "Tax on what the house keeps", AGE: "Least age of players", TIER: "Least tier of players", ONE_PERSON: "One player for each ID number", PRIZE_DAYS: "Days within which prizes are paid", WITHHOLDING: "Withheld from withdrawals",
    hintEXCISE: "Percent of what is paid in, like 5 or 7.5; 0 ends it.", hintGGR: "Percent of the fee, like 15; 0 ends it.", hintAGE: "18; 0 ends it.", hintTIER: "The rank of the tier; 0 ends it.", hintONE_PERSON: "1 for yes, 0 for no.", hintPRIZE_DAYS: "Whole days, like 2; 0 ends it.",
    none: "none", yes: "yes", years: "{count} years", days: "{count} days", rank: "tier {count}", nothing: "The law asks nothing", nothingSays: "No rule was ever set.", change: "Another rule", fromHint: "Tomorrow or later.", comment: "Why, for who approves it", ask: "Ask for approval", asked: "Asked: it holds when somebody else approves.", badValue: "Give a number; a percentage has at most two decimals.",
    taxes: "Taxes of a day", taxesSays: "What is to be remitted to KRA, by the entries of the day.", day: "Day", tax: "Tax", entries: "Entries", charged: "Charged", takenBack: "Taken back", due: "To remit", byHand: "Booked by hand", booked: "By the books", agrees: "Agrees", differs: "Differs", download: "Download CSV",
  },
  sw: {
    title: "Sheria na kodi", says: "Sheria inachodai kwa masoko yenu, kwa sheria ipi, kuanzia siku ipi. Bila kanuni hakuna kinachodaiwa. Yaliyopita yanabaki yalivyo.", fromDay: "Kuanzia", kind: "Kanuni", value: "Kinachohesabiwa", name: "Sheria", maker: "Aliyeomba", checker: "Aliyeidhinisha", now: "Inatumika", later: "Inakuja", past: "Imepita", state: "Hali",
    EXCISE: "Ushuru wa amana", GGR: "Kodi ya kinachobaki kwa nyumba", AGE: "Umri mdogo zaidi wa mchezaji", TIER: "Daraja la chini la mchezaji", ONE_PERSON: "Mchezaji mmoja kwa kila nambari ya kitambulisho", PRIZE_DAYS: "Siku za kulipa zawadi", WITHHOLDING: "Kinachozuiwa kwenye uondoaji",
    hintEXCISE: "Asilimia ya kinachowekwa, kama 5 au 7.5; 0 inamaliza.", hintGGR: "Asilimia ya ada, kama 15; 0 inamaliza.", hintAGE: "18; 0 inamaliza.", hintTIER: "Nafasi ya daraja; 0 inamaliza.", hintONE_PERSON: "1 kwa ndiyo, 0 kwa hapana.", hintPRIZE_DAYS: "Siku kamili, kama 2; 0 inamaliza.",
    none: "hakuna", yes: "ndiyo", years: "miaka {count}", days: "siku {count}", rank: "daraja {count}", nothing: "Sheria haidai chochote", nothingSays: "Hakuna kanuni iliyowahi kuwekwa.", change: "Kanuni nyingine", fromHint: "Kesho au baadaye.", comment: "Kwa nini, kwa anayeidhinisha", ask: "Omba idhini", asked: "Imeombwa: itatumika mtu mwingine akiidhinisha.", badValue: "Toa nambari; asilimia ina desimali mbili zaidi.",
    taxes: "Kodi za siku", taxesSays: "Kinachopelekwa KRA, kwa maingizo ya siku hiyo.", day: "Siku", tax: "Kodi", entries: "Maingizo", charged: "Kilichotozwa", takenBack: "Kilichorudishwa", due: "Cha kupeleka", byHand: "Kilichoandikwa kwa mkono", booked: "Kwa vitabu", agrees: "Inalingana", differs: "Inatofautiana", download: "Pakua CSV",
  },
});
