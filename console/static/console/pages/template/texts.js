import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "New template", back: "Templates", absent: "No such template", absentSays: "It is not there any more, or it is not yours to see.",
    use: "Write a voucher from it", name: "Name", nameStays: "Its name stays. Under another name it would be another template.",
    description: "What for", descriptionHint: "What a voucher from it says. It may be left out.", keep: "Keep it", kept: "{name} is kept.",
    amounts: "Amounts that are the same every time may be given; others are filled in when it is used.",
  },
  sw: {
    title: "Kiolezo kipya", back: "Violezo", absent: "Hakuna kiolezo hicho", absentSays: "Hakipo tena, au si chako kukiona.",
    use: "Andika vocha nacho", name: "Jina", nameStays: "Jina lake linabaki. Kwa jina lingine kingekuwa kiolezo kingine.",
    description: "Ya nini", descriptionHint: "Vocha yake inavyosema. Inaweza kuachwa.", keep: "Kihifadhi", kept: "{name} kimehifadhiwa.",
    amounts: "Kiasi kilicho sawa kila mara kinaweza kuandikwa; kingine hujazwa kinapotumika.",
  },
});
