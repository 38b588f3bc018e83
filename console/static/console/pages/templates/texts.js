import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Templates", says: "Lines that vouchers begin from. Nothing is posted by them.", add: "New template", search: "Name or what for",
    name: "Name", description: "What for", accounts: "Accounts", changed: "Changed", use: "Use", remove: "Remove",
    removeTitle: "Remove {name}?", removeSays: "Vouchers that were written from it stay.", removed: "Removed.",
    nothing: "No templates yet", nothingSays: "Keep the lines of what you post again and again: rent, wages, cash to the bank.",
  },
  sw: {
    title: "Violezo", says: "Mistari ambayo vocha huanza nayo. Hakuna kinachoingizwa navyo.", add: "Kiolezo kipya", search: "Jina au ya nini",
    name: "Jina", description: "Ya nini", accounts: "Akaunti", changed: "Kilibadilishwa", use: "Tumia", remove: "Ondoa",
    removeTitle: "Uondoe {name}?", removeSays: "Vocha zilizoandikwa nacho zinabaki.", removed: "Kimeondolewa.",
    nothing: "Hakuna violezo bado", nothingSays: "Hifadhi mistari ya unachoingiza mara kwa mara: kodi, mishahara, pesa kwenda benki.",
  },
});
