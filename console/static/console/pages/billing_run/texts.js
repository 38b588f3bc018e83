import { words } from "../../client/language.js";

export const t = words({
  en: {
    absent: "No such run", absentSays: "It is not there, or it is not yours to see.", title: "Billing run up to {day}", skipped: "Left out", nobody: "Nobody was left out", issued: "What it issued", nothing: "Nothing yet", customer: "Customer", plan: "Plan", period: "Period", why: "Why", invoice: "Invoice", total: "Total", newest: "The first {shown} of {count}.", due: "Subscriptions to bill", invoices: "Invoices", together: "Together", by: "Begun by", clock: "the clock", began: "Begun", ended: "Ended", again: "What was left out is tried again by the next run.",
  },
  sw: {
    absent: "Hakuna utozaji huo", absentSays: "Haupo, au si wako kuuona.", title: "Utozaji hadi {day}", skipped: "Walioachwa", nobody: "Hakuna aliyeachwa", issued: "Kilichotolewa", nothing: "Hakuna bado", customer: "Mteja", plan: "Mpango", period: "Kipindi", why: "Kwa nini", invoice: "Ankara", total: "Jumla", newest: "{shown} za kwanza kati ya {count}.", due: "Usajili wa kutozwa", invoices: "Ankara", together: "Jumla", by: "Alianzisha", clock: "saa", began: "Ulianza", ended: "Uliisha", again: "Walioachwa hujaribiwa tena na utozaji ujao.",
  },
});
