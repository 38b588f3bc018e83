import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Customers", says: "Who is billed. What they type as the account finds its way by itself.", account: "Account",
    name: "Name", phone: "Phone", since: "Since", search: "Account, name or PIN", exactPhone: "Phone", phoneHint: "0712 345 678",
    nothing: "No customers yet", nothingSays: "Add the first one, or bring in a file of them; then bill them.", add: "New customer",
    create: "Add", erased: "erased", added: "Added: account {account}.", tags: "Tags", tag: "Tag", due: "Still due", walkIn: "Sales at the counter",
    bring: "Bring in a file", whoOwes: "Who owes", which: "Which", current: "Current ones", AWAY: "Put away", ALL: "All of them", owing: "Owing", YES: "Those who owe", NO: "Those who owe nothing", away: "put away",
  },
  sw: {
    title: "Wateja", says: "Wanaotozwa. Wanachoandika kama akaunti hufika penyewe.", account: "Akaunti",
    name: "Jina", phone: "Simu", since: "Tangu", search: "Akaunti, jina au PIN", exactPhone: "Simu", phoneHint: "0712 345 678",
    nothing: "Hakuna wateja bado", nothingSays: "Ongeza wa kwanza, au ingiza faili yao; kisha uwatoze.", add: "Mteja mpya",
    create: "Ongeza", erased: "limefutwa", added: "Ameongezwa: akaunti {account}.", tags: "Vitambulisho", tag: "Kitambulisho", due: "Kinachodaiwa", walkIn: "Mauzo ya kaunta",
    bring: "Ingiza faili", whoOwes: "Wanaodaiwa", which: "Wapi", current: "Wa sasa", AWAY: "Waliowekwa kando", ALL: "Wote", owing: "Wanaodaiwa", YES: "Wanaodaiwa", NO: "Wasiodaiwa", away: "amewekwa kando",
  },
});
