import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "Journal", entry: "Entry", absent: "No such entry", absentSays: "It is not there, or it is not yours to see.", lines: "Lines",
    account: "Account", debit: "Debit", credit: "Credit", total: "Total",
    day: "Counts for", kind: "Kind", reference: "Reference", by: "Posted by", system: "The system", occurred: "Happened", posted: "Booked",
    late: "It happened when its days were closed already, so it counts for the first open day.",
    reason: "What caused it", receipt: "Receipt {number}", invoice: "Invoice {number}", voucher: "Voucher: {description}", approval: "Its approval", nothingElse: "Nothing but its reference names what caused it.",
    reverses: "Undoes entry {number}", reversedBy: "It was undone by entry {number}. Together they change nothing.", seeIt: "See it",
    seal: "Seal", sealed: "Sealed as entry {number}", unsealed: "Gets its number and its seal in a second.",
    sealSays: "The digest is of the entry with all of its lines, and the next entry's seal is made from it: nobody can change one without breaking all that follow.",
    digest: "SHA-256", numberedAt: "Sealed",
  },
  sw: {
    back: "Jarida", entry: "Ingizo", absent: "Hakuna ingizo hilo", absentSays: "Halipo, au si lako kuliona.", lines: "Mistari",
    account: "Akaunti", debit: "Debiti", credit: "Krediti", total: "Jumla",
    day: "La siku", kind: "Aina", reference: "Rejea", by: "Aliyeandika", system: "Mfumo", occurred: "Lilitokea", posted: "Liliandikwa",
    late: "Lilitokea siku zake zikiwa zimefungwa, kwa hiyo linahesabiwa siku ya kwanza iliyo wazi.",
    reason: "Kilicholisababisha", receipt: "Risiti {number}", invoice: "Ankara {number}", voucher: "Vocha: {description}", approval: "Idhini yake", nothingElse: "Ni rejea yake tu inayotaja kilicholisababisha.",
    reverses: "Linabatilisha ingizo {number}", reversedBy: "Lilibatilishwa na ingizo {number}. Kwa pamoja hayabadilishi kitu.", seeIt: "Lione",
    seal: "Muhuri", sealed: "Limetiwa muhuri kama ingizo {number}", unsealed: "Litapata nambari na muhuri wake kwa sekunde.",
    sealSays: "Muhtasari ni wa ingizo na mistari yake yote, na muhuri wa ingizo linalofuata hutokana nao: hakuna anayeweza kubadilisha moja bila kuvunja yote yanayofuata.",
    digest: "SHA-256", numberedAt: "Lilitiwa muhuri",
  },
});
