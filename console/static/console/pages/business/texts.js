import { words } from "../../client/language.js";

export const t = words({
  en: {
    absent: "No such business", facts: "What it is", name: "Name", code: "Code", rounding: "Whole shillings", since: "Opened", NEAREST: "To the nearest", UP: "Up", DOWN: "Down",
    factsSay: "Whoever runs Hesabu can change the name. The code stays as it is.", language: "Language", languageSays: "In which this business writes to people who chose none themselves.",
    languageSet: "The business writes in this language from now on.", players: "Players", takes: "May sign up", takesNone: "May not sign up",
    takesSays: "Anybody with a Kenyan mobile number can sign up as a player of this business.", takesNoneSays: "Nobody can sign up as a player. Who is one already stays one.",
    begin: "Let players sign up", stop: "Stop new sign-ups", beginTitle: "Let players sign up with {name}?", beginSays: "Anybody with a Kenyan mobile number can, from this moment on, and each gets a wallet here.",
    stopTitle: "Stop new sign-ups with {name}?", stopSays: "Who is a player already stays one, wallet and all.", begun: "Players can sign up.", stopped: "Nobody new can sign up.",
    another: "Another business", anotherSays: "With books, tills and members of its own. You become its owner.", open: "Open a business", openSend: "Open it", nameHint: "As it stands on bills and messages.",
    codeHint: "Letters, digits, hyphens and underscores; once in all of Hesabu. It never changes.", roundingHint: "M-Pesa asks for whole shillings: how an amount with cents becomes one.",
    opened: "{name} is open. Its first till comes next.",
    asking: "Asking phones for money", asks: "Phones are asked", isPaused: "Paused", askingSays: "These limits refuse requests, never money that has arrived.", transactionLimit: "At a time, at most",
    customerDayLimit: "Of one customer in a day, at most", phoneMinute: "Requests to one phone in a minute", businessMinute: "Requests in a minute", businessDay: "Requests in a day",
    pause: "Pause requests", resume: "Ask phones again", resumed: "Phones are asked again.", paused: "No phone is asked from now on.", reason: "Why", changeLimits: "Change the limits", save: "Save", limitsSet: "The limits are changed.",
    pauseSays: "No phone rings until you take this back; what waits for more than five minutes is given up. Money that arrives is still booked.", badAmount: "Give shillings, like 250000.", badCount: "Give a whole number.",
  },
  sw: {
    absent: "Hakuna biashara hiyo", facts: "Maelezo", name: "Jina", code: "Msimbo", rounding: "Shilingi kamili", since: "Ilifunguliwa", NEAREST: "Iliyo karibu", UP: "Juu", DOWN: "Chini",
    factsSay: "Anayeendesha Hesabu anaweza kubadilisha jina. Msimbo hubaki ulivyo.", language: "Lugha", languageSays: "Ambayo biashara hii huwaandikia watu ambao hawakuchagua.",
    languageSet: "Kuanzia sasa biashara inaandika kwa lugha hii.", players: "Wachezaji", takes: "Wanaweza kujisajili", takesNone: "Hawawezi kujisajili",
    takesSays: "Yeyote mwenye simu ya Kenya anaweza kujisajili kama mchezaji wa biashara hii.", takesNoneSays: "Hakuna awezaye kujisajili kama mchezaji. Aliye mchezaji anabaki.",
    begin: "Ruhusu wachezaji kujisajili", stop: "Zuia wapya", beginTitle: "Uruhusu wachezaji kujisajili na {name}?", beginSays: "Yeyote mwenye simu ya Kenya anaweza, kuanzia sasa, na kila mmoja hupata pochi hapa.",
    stopTitle: "Uzuie wapya kujisajili na {name}?", stopSays: "Aliye mchezaji anabaki, na pochi yake.", begun: "Wachezaji wanaweza kujisajili.", stopped: "Hakuna mpya awezaye kujisajili.",
    another: "Biashara nyingine", anotherSays: "Yenye vitabu, tili na wanachama wake. Utakuwa mmiliki wake.", open: "Fungua biashara", openSend: "Ifungue", nameHint: "Kama lilivyo kwenye bili na ujumbe.",
    codeHint: "Herufi, tarakimu, vistari; mara moja katika Hesabu yote. Haubadiliki.", roundingHint: "M-Pesa huomba shilingi kamili: kiasi chenye senti huwaje.",
    opened: "{name} imefunguliwa. Sasa ongeza tili yake ya kwanza.",
    asking: "Kuomba malipo kwa simu", asks: "Simu zinaombwa", isPaused: "Imesimamishwa", askingSays: "Viwango hivi huzuia maombi, kamwe si pesa iliyofika.", transactionLimit: "Kwa mara moja, hadi",
    customerDayLimit: "Kwa mteja mmoja kwa siku, hadi", phoneMinute: "Maombi kwa simu moja kwa dakika", businessMinute: "Maombi kwa dakika", businessDay: "Maombi kwa siku",
    pause: "Simamisha maombi", resume: "Omba tena", resumed: "Simu zinaombwa tena.", paused: "Kuanzia sasa hakuna simu inayoombwa.", reason: "Kwa nini", changeLimits: "Badilisha viwango", save: "Hifadhi", limitsSet: "Viwango vimebadilishwa.",
    pauseSays: "Hakuna simu italia hadi urudishe; ombi linalosubiri zaidi ya dakika tano huachwa. Pesa inayofika bado inaandikwa.", badAmount: "Andika shilingi, kama 250000.", badCount: "Andika namba kamili.",
  },
});
