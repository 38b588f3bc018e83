import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Trial balance", absent: "No such account", absentSays: "It is not there, or it is not yours to see.",
    children: "Accounts below it", childrenSays: "What they hold is not in the figures above.", balanceNow: "Balance in the end",
    debitNormal: "grows by debits", creditNormal: "grows by credits", lines: "Lines", reference: "Reference", first: "The first hundred.",
  },
  sw: {
    back: "Urari wa majaribio", absent: "Hakuna akaunti hiyo", absentSays: "Haipo, au si yako kuiona.",
    children: "Akaunti zilizo chini yake", childrenSays: "Zilicho nacho hakimo katika takwimu zilizo juu.", balanceNow: "Salio la mwisho",
    debitNormal: "hukua kwa debiti", creditNormal: "hukua kwa krediti", lines: "Mistari", reference: "Rejea", first: "Mia za kwanza.",
  },
});
