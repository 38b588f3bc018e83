import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Who is told of alerts", says: "Each alert reaches these people once, and once more when it is over. It names no customer and no amount.", add: "Tell somebody", save: "Save", saved: "Saved.",
    name: "Who", where: "How", wants: "Told of", after: "When", quiet: "Quiet hours (Nairobi)", verbs: "Change", channel: "How", EMAIL: "E-mail", SMS: "SMS", email: "E-mail address", phone: "Phone",
    addressHint: "Leave it empty to keep the one that is known.", CRITICAL: "What is urgent", WARNING: "What is urgent, and what can wait for days", INFO: "Everything",
    atOnce: "At once", minutes: "After {count} minutes", afterHint: "After a while: this person is told only when nobody has closed it by then.",
    between: "{from} to {until}", quietFrom: "Quiet from", quietUntil: "Quiet until", quietHint: "Nairobi time, also across midnight. Leave both empty for none.", inQuiet: "In quiet hours",
    urgentComes: "What is urgent still comes", nothingComes: "Nothing comes", setQuiet: "Quiet hours", quietOf: "When not to write to {name}", test: "Send a test", tested: "A test is on its way to {address}.",
    remove: "Remove", removeTitle: "Tell {name} no more?", removeSays: "{name} is not written to any more. Others still are.", removed: "{name} is told no more.",
    nobody: "Nobody is told", nobodySays: "Alerts stand in the console only. Add a member to have them written to.",
  },
  sw: {
    title: "Nani hutaarifiwa tahadhari", says: "Kila tahadhari huwafikia watu hawa mara moja, na mara moja tena ikiisha. Haitaji mteja wala kiasi.", add: "Mtaarifu mtu", save: "Hifadhi", saved: "Imehifadhiwa.",
    name: "Nani", where: "Kwa njia gani", wants: "Hutaarifiwa", after: "Lini", quiet: "Saa za utulivu (Nairobi)", verbs: "Badilisha", channel: "Kwa njia gani", EMAIL: "Barua pepe", SMS: "SMS", email: "Barua pepe", phone: "Simu",
    addressHint: "Iache tupu ili ile inayojulikana ibaki.", CRITICAL: "Ya haraka", WARNING: "Ya haraka, na yanayoweza kusubiri siku", INFO: "Yote",
    atOnce: "Mara moja", minutes: "Baada ya dakika {count}", afterHint: "Baada ya muda: mtu huyu hutaarifiwa tu kama hakuna aliyeifunga hadi hapo.",
    between: "{from} hadi {until}", quietFrom: "Utulivu kuanzia", quietUntil: "Utulivu hadi", quietHint: "Saa za Nairobi, hata kuvuka usiku wa manane. Ziache tupu kama hakuna.", inQuiet: "Katika saa za utulivu",
    urgentComes: "Ya haraka bado huja", nothingComes: "Hakuna kinachokuja", setQuiet: "Saa za utulivu", quietOf: "Wakati {name} asiandikiwe", test: "Tuma jaribio", tested: "Jaribio liko njiani kwenda {address}.",
    remove: "Ondoa", removeTitle: "Usimtaarifu {name} tena?", removeSays: "{name} haandikiwi tena. Wengine bado huandikiwa.", removed: "{name} hataarifiwi tena.",
    nobody: "Hakuna anayetaarifiwa", nobodySays: "Tahadhari zinaonekana hapa tu. Ongeza mwanachama aandikiwe.",
  },
});
