import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Shifts", says: "Who stood at which drawer, and what was in it. Each closed shift has its Z-report.", register: "Drawer", cashier: "Cashier", number: "Shift", state: "State", opened: "Opened", closed: "Closed", counted: "Counted", overShort: "Over or short",
    OPEN: "Open", CLOSED: "Closed", nothing: "No shifts yet", nothingSays: "A cashier opens one at the till.", registers: "Drawers", name: "Name", account: "Account", till: "Till at Safaricom", noTill: "none", openOne: "New drawer", open: "Open it", edit: "Change", save: "Save", made: "The drawer is open.", saved: "Saved.", noRegisters: "No drawer yet",
  },
  sw: {
    title: "Zamu", says: "Nani alikuwa kwenye droo gani, na kilichokuwamo. Kila zamu iliyofungwa ina ripoti yake ya Z.", register: "Droo", cashier: "Keshia", number: "Zamu", state: "Hali", opened: "Ilifunguliwa", closed: "Ilifungwa", counted: "Zilizohesabiwa", overShort: "Ziada au upungufu",
    OPEN: "Wazi", CLOSED: "Imefungwa", nothing: "Hakuna zamu bado", nothingSays: "Keshia anafungua kwenye kaunta.", registers: "Droo", name: "Jina", account: "Akaunti", till: "Tili ya Safaricom", noTill: "hakuna", openOne: "Droo mpya", open: "Ifungue", edit: "Badilisha", save: "Hifadhi", made: "Droo iko wazi.", saved: "Imehifadhiwa.", noRegisters: "Hakuna droo bado",
  },
});
