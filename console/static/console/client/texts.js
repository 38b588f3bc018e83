import { words } from "./language.js";

export const t = words({
  en: {
    offline: "The server cannot be reached. Check the connection and try again.",
    broken: "Something went wrong on the server. Try again; if it stays, tell whoever runs it.",
    day: "{count} day", days: "{count} days", hour: "{count} hour", hours: "{count} hours", minute: "{count} minute", minutes: "{count} minutes",
    noCookies: "The browser keeps no cookies for this page. Allow them and reload.",
  },
  sw: {
    offline: "Seva haipatikani. Angalia mtandao kisha ujaribu tena.",
    broken: "Kuna hitilafu kwenye seva. Jaribu tena; ikiendelea, mwambie anayeiendesha.",
    day: "siku {count}", days: "siku {count}", hour: "saa {count}", hours: "saa {count}", minute: "dakika {count}", minutes: "dakika {count}",
    noCookies: "Kivinjari hakihifadhi vidakuzi vya ukurasa huu. Viruhusu kisha upakie upya.",
  },
});
