import { words } from "../../client/language.js";

export const t = words({
  en: {
    absent: "No such schedule", absentSays: "It is not there, or it is not yours to see.", waits: "Nobody has approved it yet: it pays nothing.", held: "It is held.", paused: "It is paused.", what: "What it pays", batch: "The payouts of a batch", payout: "One payout", often: "How often", first: "First day", last: "Last day", done: "Days that are over", next: "Next", rows: "Payouts each time", approval: "Approved by", who: "Set up by", till: "Till",
    paid: "What it has paid", day: "Day", name: "Batch", amount: "Amount", state: "State", progress: "How far", nothing: "Nothing yet", newest: "The newest {shown} of {count}.", doing: "What to do",
    PAUSE: "Pause it", RESUME: "Let it go on", END: "End it", PAUSESays: "It makes no more batches until it goes on. Those that there are go their way.", RESUMESays: "It goes on from today.", ENDSays: "It pays nothing more, for good. Batches that it made go their way.", PAUSEDone: "It is paused.", RESUMEDone: "It goes on.", ENDDone: "It has ended.", reason: "Why", missed: "Days that are over", LEAVE: "Leave them out", PAY: "Pay too what was missed: one day of the last three at most",
  },
  sw: {
    absent: "Hakuna ratiba hiyo", absentSays: "Haipo, au si yako kuiona.", waits: "Hakuna aliyeidhinisha bado: hailipi chochote.", held: "Imezuiliwa.", paused: "Imesimamishwa.", what: "Inacholipa", batch: "Malipo ya kundi", payout: "Malipo moja", often: "Mara ngapi", first: "Siku ya kwanza", last: "Siku ya mwisho", done: "Siku zilizopita", next: "Ijayo", rows: "Malipo kila mara", approval: "Aliyeidhinisha", who: "Aliyepanga", till: "Tili",
    paid: "Ilicholipa", day: "Siku", name: "Kundi", amount: "Kiasi", state: "Hali", progress: "Limefika wapi", nothing: "Hakuna bado", newest: "Mapya {shown} kati ya {count}.", doing: "La kufanya",
    PAUSE: "Isimamishe", RESUME: "Iendelee", END: "Imalize", PAUSESays: "Haitengenezi makundi zaidi hadi iendelee. Yaliyopo yanaendelea.", RESUMESays: "Inaendelea kuanzia leo.", ENDSays: "Hailipi tena kabisa. Makundi iliyotengeneza yanaendelea.", PAUSEDone: "Imesimamishwa.", RESUMEDone: "Inaendelea.", ENDDone: "Imeisha.", reason: "Kwa nini", missed: "Siku zilizopita", LEAVE: "Ziache", PAY: "Lipia pia iliyokosekana: siku moja ya siku tatu zilizopita tu",
  },
});
