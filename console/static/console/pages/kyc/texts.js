import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "KYC", says: "Players who show who they are to reach a tier. One person reviews, another one approves.", player: "Player",
    tier: "Tier", state: "State", submitted: "Handed in", begun: "Begun", decided: "Decided", DRAFT: "Not handed in yet",
    SUBMITTED: "To review", APPROVED: "Tier reached", REFUSED: "Refused", WITHDRAWN: "Given up", nothing: "Nobody has asked yet",
    nothingSays: "What a player hands in shows here.",
  },
  sw: {
    title: "KYC", says: "Wachezaji wanaoonyesha ni nani ili kufikia daraja. Mmoja hukagua, mwingine huidhinisha.", player: "Mchezaji",
    tier: "Daraja", state: "Hali", submitted: "Iliwasilishwa", begun: "Ilianzishwa", decided: "Iliamuliwa", DRAFT: "Haijawasilishwa",
    SUBMITTED: "Ya kukaguliwa", APPROVED: "Daraja limefikiwa", REFUSED: "Imekataliwa", WITHDRAWN: "Iliachwa", nothing: "Bado hakuna aliyeomba",
    nothingSays: "Kinachowasilishwa na mchezaji huonekana hapa.",
  },
});
