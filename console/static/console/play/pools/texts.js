import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Markets", search: "Search", category: "Category", state: "Which", open: "Open now", waiting: "Waiting for a result", over: "Over", all: "All", order: "Order", soonest: "By closing time", OPENED_AT: "Newest first", TITLE: "By title",
    none: "No market is open now", noneSo: "No market fits", noneSays: "Look again later, or at those that are over.", before: "Previous", more: "Next", moreOutcomes: "and {count} more", inPool: "In the pool",
  },
  sw: {
    title: "Masoko", search: "Tafuta", category: "Aina", state: "Yapi", open: "Yaliyofunguliwa", waiting: "Yanayosubiri matokeo", over: "Yaliyoisha", all: "Yote", order: "Mpangilio", soonest: "Kwa muda wa kufungwa", OPENED_AT: "Mapya kwanza", TITLE: "Kwa jina",
    none: "Hakuna soko lililofunguliwa sasa", noneSo: "Hakuna soko linalolingana", noneSays: "Angalia tena baadaye, au yaliyoisha.", before: "Yaliyotangulia", more: "Yanayofuata", moreOutcomes: "na mengine {count}", inPool: "Kwenye bwawa",
  },
});
