import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Me", noName: "Player", phone: "Phone", where: "I play at", tier: "Tier: {name}", atOnce: "At a time, at most", aDay: "In a day, at most", holds: "In the wallet, at most", toKyc: "Show who I am, for more",
    page: "This page", language: "Language", theme: "Colours", system: "As the phone", light: "Light", dark: "Dark", safe: "Keeping safe", safeSays: "Nobody of the business ever asks for your PIN. To change it, sign out and choose “Forgot your PIN?”: a code goes to your phone.", limits: "My limits, and taking a break", signOut: "Sign out",
  },
  sw: {
    title: "Mimi", noName: "Mchezaji", phone: "Simu", where: "Ninacheza kwa", tier: "Daraja: {name}", atOnce: "Kwa mara moja, hadi", aDay: "Kwa siku, hadi", holds: "Kwenye pochi, hadi", toKyc: "Onyesha mimi ni nani, nipate zaidi",
    page: "Ukurasa huu", language: "Lugha", theme: "Rangi", system: "Kama simu", light: "Nyeupe", dark: "Nyeusi", safe: "Usalama", safeSays: "Hakuna wa biashara awezaye kukuuliza PIN. Kuibadilisha, toka kisha chagua “Umesahau PIN?”: msimbo utaenda kwa simu yako.", limits: "Vikomo vyangu, na kupumzika", signOut: "Toka",
  },
});
