import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Schedules", says: "Wages and suppliers that are paid again and again: approved once, for exactly these payouts and days.", search: "Name", name: "Name", state: "State", often: "How often", next: "Next", last: "Last", rows: "Payouts", amount: "Each time", done: "Done", who: "Set up by",
    WEEKLY: "Every week", MONTHLY: "Every month", EVERY_WEEKLY: "Every {every} weeks", EVERY_MONTHLY: "Every {every} months",
    PENDING_APPROVAL: "Waits for approval", ACTIVE: "Running", PAUSED: "Paused", ENDED: "Over", CANCELLED: "Taken back",
    nothing: "No schedules yet", nothingSays: "Open a batch that was approved, or one payout, and choose Pay it by a schedule.",
    SCHEDULE: "Pay it by a schedule", newSays: "The same payouts, to the same receivers, on each of these days. Another person approves it once. What would be other than approved waits for a yes of its own.", in: "In", WEEKS: "Weeks", MONTHS: "Months", every: "Every so many", firstOn: "First day", times: "How many times", timesHint: "Or give a last day.", lastOn: "Last day", lastHint: "Within two years of the first.", days: "Paid on {days}", comment: "Why, for who approves it", ask: "Ask for approval", asked: "Asked: it begins when somebody else approves.",
  },
  sw: {
    title: "Ratiba", says: "Mishahara na wauzaji wanaolipwa tena na tena: huidhinishwa mara moja, kwa malipo na siku hizi hasa.", search: "Jina", name: "Jina", state: "Hali", often: "Mara ngapi", next: "Ijayo", last: "Ya mwisho", rows: "Malipo", amount: "Kila mara", done: "Zimefanyika", who: "Aliyepanga",
    WEEKLY: "Kila wiki", MONTHLY: "Kila mwezi", EVERY_WEEKLY: "Kila wiki {every}", EVERY_MONTHLY: "Kila miezi {every}",
    PENDING_APPROVAL: "Inasubiri idhini", ACTIVE: "Inaendelea", PAUSED: "Imesimamishwa", ENDED: "Imeisha", CANCELLED: "Imerudishwa",
    nothing: "Hakuna ratiba bado", nothingSays: "Fungua kundi lililoidhinishwa, au malipo moja, kisha chagua Lipa kwa ratiba.",
    SCHEDULE: "Lipa kwa ratiba", newSays: "Malipo yale yale, kwa wapokeaji wale wale, kila moja ya siku hizi. Mtu mwingine anaidhinisha mara moja. Kinachotofautiana na kilichoidhinishwa kinasubiri idhini yake.", in: "Kwa", WEEKS: "Wiki", MONTHS: "Miezi", every: "Kila baada ya", firstOn: "Siku ya kwanza", times: "Mara ngapi", timesHint: "Au taja siku ya mwisho.", lastOn: "Siku ya mwisho", lastHint: "Ndani ya miaka miwili ya ya kwanza.", days: "Inalipwa {days}", comment: "Kwa nini, kwa anayeidhinisha", ask: "Omba idhini", asked: "Imeombwa: itaanza mtu mwingine akiidhinisha.",
  },
});
