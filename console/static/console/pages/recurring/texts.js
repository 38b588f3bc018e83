import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Recurring vouchers", says: "Approved once, then posted by themselves, also on days that were missed.", add: "New recurring voucher",
    search: "Name or what for", name: "Name", amount: "Each time", frequency: "How often", state: "State", next: "Next", last: "Until", noEnd: "no end",
    WEEKLY: "Every week", MONTHLY: "Every month", PENDING: "Waits for a yes", ACTIVE: "Running", PAUSED: "Paused", ENDED: "Over", REFUSED: "Refused",
    CANCELLED: "Taken back", EXPIRED: "Nobody answered", nothing: "Nothing recurs yet", nothingSays: "Rent, wages, depreciation: set it up once, and it is posted every week or month.",
  },
  sw: {
    title: "Vocha zinazojirudia", says: "Huidhinishwa mara moja, kisha huingizwa zenyewe, hata siku zilizokosekana.", add: "Vocha mpya inayojirudia",
    search: "Jina au ya nini", name: "Jina", amount: "Kila mara", frequency: "Mara ngapi", state: "Hali", next: "Ijayo", last: "Hadi", noEnd: "bila mwisho",
    WEEKLY: "Kila wiki", MONTHLY: "Kila mwezi", PENDING: "Inasubiri idhini", ACTIVE: "Inaendelea", PAUSED: "Imesimamishwa", ENDED: "Imeisha", REFUSED: "Imekataliwa",
    CANCELLED: "Imerudishwa", EXPIRED: "Hakuna aliyejibu", nothing: "Hakuna kinachojirudia bado", nothingSays: "Kodi, mishahara, uchakavu: panga mara moja, na inaingizwa kila wiki au mwezi.",
  },
});
