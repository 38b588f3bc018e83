import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "You are invited", says: "Choose by what you sign in. You join at once.", join: "Join", hasAccount: "You have an account already?", signIn: "Sign in and accept",
    contact: "E-mail address or phone", contactHint: "The one to which the invitation came: a forgotten password is recovered there.", yourName: "Your name", username: "User name of your choice",
    password: "Password", passwordHint: "Ten characters or more", accept: "Accept", acceptSays: "You take the role as {name}. The business then sees your name.", notYou: "That is not you? Sign out first; the link stays good.",
    token: "Invitation", tokenHint: "What stands behind the # in the link of the message.", joined: "You are a member of {business} now.", accepted: "You have accepted.",
  },
  sw: {
    title: "Umealikwa", says: "Chagua utakachoingia nacho. Unajiunga mara moja.", join: "Jiunge", hasAccount: "Una akaunti tayari?", signIn: "Ingia na ukubali",
    contact: "Barua pepe au simu", contactHint: "Uliyopokea mwaliko: nenosiri lililosahaulika hurejeshwa huko.", yourName: "Jina lako", username: "Jina la mtumiaji unalochagua",
    password: "Nenosiri", passwordHint: "Herufi kumi au zaidi", accept: "Kubali", acceptSays: "Unachukua jukumu kama {name}. Biashara itaona jina lako.", notYou: "Si wewe? Toka kwanza; kiungo kinabaki kizuri.",
    token: "Mwaliko", tokenHint: "Kilicho nyuma ya # kwenye kiungo cha ujumbe.", joined: "Sasa wewe ni mwanachama wa {business}.", accepted: "Umekubali.",
  },
});
