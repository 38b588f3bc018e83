import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "New recurring voucher", back: "Recurring vouchers", name: "Name", nameHint: "What people call it, like Rent.", description: "What for",
    descriptionHint: "What each of its vouchers says.", frequency: "How often", MONTHLY: "Every month", WEEKLY: "Every week", firstOn: "First day",
    lastOn: "Last day, if any", days: "Posted for {days}", atOnce: "Days up to today, posted at once: {count}.",
    aloneSays: "It begins at once: that is within what one person may post alone.", approvedSays: "Another person approves it once; then it is posted by itself.",
    confirmTitle: "Set up {name}?", confirmSays: "{amount} each time, for the first time on {day}.", begin: "Begin", ask: "Ask for approval",
    begun: "It has begun.", asked: "Asked. It begins when somebody else approves.",
  },
  sw: {
    title: "Vocha mpya inayojirudia", back: "Vocha zinazojirudia", name: "Jina", nameHint: "Watu wanavyoiita, kama Kodi.", description: "Ya nini",
    descriptionHint: "Kila vocha yake inavyosema.", frequency: "Mara ngapi", MONTHLY: "Kila mwezi", WEEKLY: "Kila wiki", firstOn: "Siku ya kwanza",
    lastOn: "Siku ya mwisho", days: "Inaingizwa {days}", atOnce: "Siku hadi leo, zinazoingizwa papo hapo: {count}.",
    aloneSays: "Inaanza mara moja: ni ndani ya kile mtu mmoja anaweza kuingiza peke yake.", approvedSays: "Mtu mwingine anaidhinisha mara moja; kisha inaingizwa yenyewe.",
    confirmTitle: "Upange {name}?", confirmSays: "{amount} kila mara, mara ya kwanza {day}.", begin: "Anza", ask: "Omba idhini",
    begun: "Imeanza.", asked: "Imeombwa. Itaanza mtu mwingine akiidhinisha.",
  },
});
