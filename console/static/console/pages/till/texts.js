import { words } from "../../client/language.js";

export const t = words({
  en: {
    back: "All tills", absent: "No such till", absentSays: "It is not there, or not yours to see.", facts: "What it is", shortcode: "Shortcode",
    storeNumber: "Store number", kind: "Kind", environment: "Safaricom", business: "Business", since: "Added",
    callbacks: "Callbacks", isRegistered: "Registered", isNotRegistered: "Not registered", registeredAt: "Safaricom was told where to announce payments:",
    notRegisteredSays: "Safaricom does not know yet where to announce payments to this till. Those who pay without being asked are seen only in the statement.",
    register: "Register the callbacks", registerAgain: "Register again", registerTitle: "Register the callbacks?", registerSays: "Safaricom ({environment}) is told the addresses of this machine. Doing it again changes nothing.",
    registerOnce: "Safaricom's production takes the addresses of a shortcode once. Another address later has to go through Safaricom's support.",
    registered: "Safaricom announces payments here from now on.",
    credentials: "Credentials", areSet: "Set", old: "Older than 90 days", setAt: "Consumer key, consumer secret and passkey were put in:",
    credentialsSay: "They are sealed and cannot be read again by anybody, the owner neither. They can only be replaced.",
    replace: "Replace them", replaceTitle: "New credentials of {name}", replaceSays: "The old ones are gone as soon as you save. With wrong ones no payment can be asked for.",
    replaceSend: "Seal and save", replaced: "{name} has new credentials.",
    payments: "Last payments", noPayments: "Nothing was paid to it yet", noPaymentsSays: "The first payment appears here by itself.", registerFirst: "Register the callbacks, so that Safaricom announces them.",
    receipt: "Receipt", amount: "Amount", at: "Paid",
  },
  sw: {
    back: "Tili zote", absent: "Hakuna tili hiyo", absentSays: "Haipo, au si yako kuiona.", facts: "Maelezo", shortcode: "Nambari fupi",
    storeNumber: "Nambari ya duka", kind: "Aina", environment: "Safaricom", business: "Biashara", since: "Iliongezwa",
    callbacks: "Anwani za taarifa", isRegistered: "Zimesajiliwa", isNotRegistered: "Hazijasajiliwa", registeredAt: "Safaricom iliambiwa pa kutangaza malipo:",
    notRegisteredSays: "Safaricom bado haijui pa kutangaza malipo ya tili hii. Wanaolipa bila kuombwa huonekana kwenye taarifa ya akaunti tu.",
    register: "Sajili anwani", registerAgain: "Sajili tena", registerTitle: "Usajili anwani?", registerSays: "Safaricom ({environment}) inaambiwa anwani za mashine hii. Kurudia hakubadilishi kitu.",
    registerOnce: "Safaricom halisi hupokea anwani za nambari fupi mara moja tu. Kuzibadilisha baadaye hupitia huduma ya Safaricom.",
    registered: "Kuanzia sasa Safaricom inatangaza malipo hapa.",
    credentials: "Siri", areSet: "Zimewekwa", old: "Zaidi ya siku 90", setAt: "Consumer key, consumer secret na passkey ziliwekwa:",
    credentialsSay: "Zimefungwa na hakuna awezaye kuzisoma tena, hata mmiliki. Zinaweza kubadilishwa tu.",
    replace: "Zibadilishe", replaceTitle: "Siri mpya za {name}", replaceSays: "Za zamani hupotea mara tu ukihifadhi. Zikiwa na kosa, malipo hayawezi kuombwa.",
    replaceSend: "Funga na uhifadhi", replaced: "{name} ina siri mpya.",
    payments: "Malipo ya mwisho", noPayments: "Bado hakuna malipo", noPaymentsSays: "Malipo ya kwanza yataonekana hapa yenyewe.", registerFirst: "Sajili anwani, ili Safaricom iyatangaze.",
    receipt: "Risiti", amount: "Kiasi", at: "Ililipwa",
  },
});
