import { words } from "../../../client/language.js";

export const t = words({
  en: {
    title: "Payment requests", asks: "Phones are asked", paused: "Paused", wholePaused: "Payment requests are paused.", tillPaused: "Payment requests through {name} are paused.", system: "the system",
    says: "While they are paused no phone rings for this till; what waits for more than five minutes is given up. Money that arrives is still booked.",
    pause: "Pause requests", resume: "Ask phones again", resumed: "Phones are asked again.", pausedNow: "No phone is asked for this till from now on.", reason: "Why", reasonHint: "Whoever asks a phone is told.",
  },
  sw: {
    title: "Maombi ya malipo", asks: "Simu zinaombwa", paused: "Yamesimamishwa", wholePaused: "Maombi ya malipo yamesimamishwa.", tillPaused: "Maombi ya malipo kupitia {name} yamesimamishwa.", system: "mfumo",
    says: "Yakisimamishwa hakuna simu inayolia kwa tili hii; ombi linalosubiri zaidi ya dakika tano huachwa. Pesa inayofika bado inaandikwa.",
    pause: "Simamisha maombi", resume: "Omba tena", resumed: "Simu zinaombwa tena.", pausedNow: "Kuanzia sasa hakuna simu inayoombwa kwa tili hii.", reason: "Kwa nini", reasonHint: "Anayeomba kwa simu huambiwa.",
  },
});
