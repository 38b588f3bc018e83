import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Next run", says: "Invoices are issued by themselves, each on the first day of its period. This is what comes.", until: "Up to", day: "Up to {day}", due: "Subscriptions to bill", invoices: "Invoices", total: "Together", skipped: "Left out", who: "Who is billed, and who is not", nobody: "Nobody is billed by then", nobodySays: "Nothing begins up to this day.", nothingDue: "Nothing is to be billed.",
    now: "Bill now", nowTitle: "Bill now?", nowSays: "{count} invoices for {total} are issued and can be paid.", began: "It is running.", runs: "Runs", state: "State", RUNNING: "Running", DONE: "Done", by: "Begun by", clock: "the clock", at: "Begun", progress: "Invoices", noRuns: "No run yet",
  },
  sw: {
    title: "Utozaji ujao", says: "Ankara hutolewa zenyewe, kila moja siku ya kwanza ya kipindi chake. Haya ndiyo yanayokuja.", until: "Hadi", day: "Hadi {day}", due: "Usajili wa kutozwa", invoices: "Ankara", total: "Jumla", skipped: "Walioachwa", who: "Nani anatozwa, na nani hatozwi", nobody: "Hakuna anayetozwa hadi siku hiyo", nobodySays: "Hakuna kipindi kinachoanza hadi siku hii.", nothingDue: "Hakuna cha kutoza.",
    now: "Toza sasa", nowTitle: "Toza sasa?", nowSays: "Ankara {count} za {total} zinatolewa na zinaweza kulipwa.", began: "Unaendelea.", runs: "Utozaji uliofanyika", state: "Hali", RUNNING: "Unaendelea", DONE: "Umekamilika", by: "Alianzisha", clock: "saa", at: "Ulianza", progress: "Ankara", noRuns: "Hakuna utozaji bado",
  },
});
