import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "A file of customers", back: "Customers", says: "Looked at first; nobody is added before you say so.",
    columns: "The first row names the columns: name, and if you like phone, phone 2, phone 3, e-mail, KRA PIN, credit limit, tags, account and opening balance.",
    openedOn: "Day of the opening balances", openedOnHint: "Only where the file has them.", openings: "Opening balances ({count}):", opening: "Opening balance",
    account: "Account is the one of the system that you used before. A row that was brought in makes nobody twice: mend the file and bring it again.",
    drop: "Drop the file here, or choose it", dropHint: "CSV or Excel, up to 5,000 rows.", example: "Save a file to begin with",
    preview: "Before it counts: {file}", done: "Brought in: {file}", fresh: "{count} new", made: "{count} added", known: "{count} there already", bad: "{count} rows are wrong", oneBad: "{count} row is wrong", doubts: "{count} to look at",
    allGood: "Nothing is wrong with any row.", nothingNew: "Everybody in it is there already.", mend: "Mend the rows below and choose the file again, or bring in the good ones alone.",
    bring: "Bring in {count}", bringGood: "Bring in the good ones ({count})", leave: "Leave it", added: "{count} customers added.", oneAdded: "{count} customer added.",
    hidden: "Sheets that are hidden were not read: {sheets}.", problems: "What is wrong", warnings: "Perhaps there already", warningsSay: "These are brought in all the same: leave a row out if it is somebody you have.",
    rows: "The good rows", line: "Row", column: "Column", what: "What is wrong", code: "Code", more: "The first {shown} of {count}.", state: "State", isFresh: "New", isKnown: "There: {account}",
    name: "Name", phone: "Phone", phone2: "Phone 2", phone3: "Phone 3", email: "E-mail", kraPin: "KRA PIN", creditLimit: "Credit limit", tags: "Tags", externalRef: "Account",
  },
  sw: {
    title: "Faili ya wateja", back: "Wateja", says: "Huangaliwa kwanza; hakuna anayeongezwa kabla hujasema.",
    columns: "Mstari wa kwanza hutaja safu: name, na ukipenda phone, phone 2, phone 3, e-mail, KRA PIN, credit limit, tags, account na opening balance.",
    openedOn: "Siku ya salio la mwanzo", openedOnHint: "Ikiwa tu faili ina salio hizo.", openings: "Salio la mwanzo ({count}):", opening: "Salio la mwanzo",
    account: "Account ni ile ya mfumo mliotumia awali. Mstari ulioingizwa haumwongezi mtu mara mbili: rekebisha faili na uilete tena.",
    drop: "Dondosha faili hapa, au ichague", dropHint: "CSV au Excel, hadi mistari 5,000.", example: "Hifadhi faili ya kuanzia",
    preview: "Kabla haijahesabika: {file}", done: "Imeingizwa: {file}", fresh: "Wapya {count}", made: "Walioongezwa {count}", known: "Waliopo tayari {count}", bad: "Mistari yenye makosa {count}", oneBad: "Mstari wenye kosa {count}", doubts: "Ya kuangalia {count}",
    allGood: "Hakuna mstari wenye kosa.", nothingNew: "Wote waliomo wapo tayari.", mend: "Rekebisha mistari iliyo hapa chini na uchague faili tena, au ingiza mizuri peke yake.",
    bring: "Ingiza {count}", bringGood: "Ingiza mizuri {count}", leave: "Iache", added: "Wateja {count} wameongezwa.", oneAdded: "Mteja {count} ameongezwa.",
    hidden: "Karatasi zilizofichwa hazikusomwa: {sheets}.", problems: "Makosa", warnings: "Huenda wapo tayari", warningsSay: "Hawa huingizwa hata hivyo: ondoa mstari ikiwa ni mtu uliye naye.",
    rows: "Mistari mizuri", line: "Mstari", column: "Safu", what: "Kosa", code: "Msimbo", more: "{shown} za kwanza kati ya {count}.", state: "Hali", isFresh: "Mpya", isKnown: "Yupo: {account}",
    name: "Jina", phone: "Simu", phone2: "Simu ya 2", phone3: "Simu ya 3", email: "Barua pepe", kraPin: "PIN ya KRA", creditLimit: "Kikomo cha mkopo", tags: "Vitambulisho", externalRef: "Akaunti",
  },
});
