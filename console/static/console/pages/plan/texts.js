import { words } from "../../client/language.js";

export const t = words({
  en: {
    absent: "No such plan", absentSays: "It is not there, or it is not yours to see.", prices: "What it costs", from: "From {day} on", always: "From the beginning", nowSays: "now", total: "A whole period", line: "Line", quantity: "How many", unitPrice: "Price of one", vat: "VAT", inside: "Prices hold the VAT.", onTop: "VAT comes on top.",
    often: "How often", trial: "Days on trial", due: "Days to pay", subscribers: "Subscriptions", since: "Made", doing: "What to do", archivedNote: "It is archived: its subscriptions are left out of billing until they have another plan.",
    PRICE: "Change the price", EDIT: "Edit", ARCHIVE: "Archive it", RESTORE: "Use it again", priceSays: "For periods that begin from a day on. What is billed stays.", fromOn: "From", saved: "Saved.", name: "Name", dueHint: "After the first day of a period",
    archiveTitle: "Archive {name}?", archiveSays: "{count} subscriptions are left out of billing until they have another plan.", archived: "It is archived.", restored: "It is in use again.",
    SEVERAL: "Bill customers by it", severalSays: "Everybody who is ticked is billed by this plan, at its price, from the first day on.", tag: "With the tag", whom: "{count} of {all} are ticked", allOfThem: "Tick all", noneOfThem: "Tick none", nobodyLeft: "Nobody is left who is not billed by it", nobodyChosen: "Nobody is ticked.", tooMany: "The first {shown} of {count} customers: choose by a tag.", severalSend: "Start {count}", severalDone: "{done} of {count}", severalStarted: "{count} started.",
  },
  sw: {
    absent: "Hakuna mpango huo", absentSays: "Haupo, au si wako kuuona.", prices: "Bei zake", from: "Kuanzia {day}", always: "Tangu mwanzo", nowSays: "sasa", total: "Kipindi kamili", line: "Mstari", quantity: "Ngapi", unitPrice: "Bei ya kimoja", vat: "VAT", inside: "Bei zina VAT ndani.", onTop: "VAT huongezwa juu.",
    often: "Mara ngapi", trial: "Siku za majaribio", due: "Siku za kulipa", subscribers: "Usajili", since: "Ulitengenezwa", doing: "La kufanya", archivedNote: "Umewekwa kando: usajili wake hautozwi hadi upate mpango mwingine.",
    PRICE: "Badilisha bei", EDIT: "Hariri", ARCHIVE: "Weka kando", RESTORE: "Utumie tena", priceSays: "Kwa vipindi vinavyoanza siku fulani. Kilichotozwa kinabaki.", fromOn: "Kuanzia", saved: "Imehifadhiwa.", name: "Jina", dueHint: "Baada ya siku ya kwanza ya kipindi",
    archiveTitle: "Weka {name} kando?", archiveSays: "Usajili {count} hautatozwa hadi upate mpango mwingine.", archived: "Umewekwa kando.", restored: "Unatumika tena.",
    SEVERAL: "Toza wateja kwa mpango huu", severalSays: "Kila aliyewekwa alama anatozwa kwa mpango huu, kwa bei yake, kuanzia siku ya kwanza.", tag: "Wenye kitambulisho", whom: "{count} kati ya {all} wamewekwa alama", allOfThem: "Weka alama wote", noneOfThem: "Ondoa alama zote", nobodyLeft: "Hakuna aliyebaki asiyetozwa nao", nobodyChosen: "Hakuna aliyewekwa alama.", tooMany: "{shown} wa kwanza kati ya wateja {count}: chagua kwa kitambulisho.", severalSend: "Anza {count}", severalDone: "{done} kati ya {count}", severalStarted: "{count} umeanza.",
  },
});
