import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Tills", says: "The PayBills and Buy Goods tills that customers pay to.", add: "New till", name: "Name", shortcode: "Shortcode",
    kind: "Kind", environment: "Safaricom", state: "State", last: "Last payment", PAYBILL: "PayBill", TILL: "Buy Goods",
    LOCAL: "Local Daraja", SANDBOX: "Sandbox", PRODUCTION: "Production",
    nothing: "No tills yet", nothingSays: "Add the first one with what Safaricom's Daraja gave you for it.",
    nothingForYou: "The owner adds them.", paybillSays: "The customer types an account number when paying.",
    tillSays: "The customer types the till alone.", shortcodeHint: "What customers pay to: 5 to 10 digits.", storeNumber: "Store number",
    storeHint: "The head office of the till, as Safaricom's contract names it.", nameHint: "What your people call it. Left empty, it is the name of the business.",
    realMoney: "Real money, from the first payment on.", noRealMoney: "For trying things out: no real money.",
    credentials: "Credentials", credentialsSay: "From the app on Safaricom's Daraja portal. They are sealed when you save, and nobody can read them again, you neither.",
    consumerKey: "Consumer key", consumerSecret: "Consumer secret", passkey: "Passkey", passkeyHint: "Of the shortcode, for payment prompts (Lipa na M-Pesa Online).",
    create: "Add the till", added: "{name} is added. Register its callbacks next.",
  },
  sw: {
    title: "Tili", says: "PayBill na tili za Buy Goods ambazo wateja hulipia.", add: "Tili mpya", name: "Jina", shortcode: "Nambari fupi",
    kind: "Aina", environment: "Safaricom", state: "Hali", last: "Malipo ya mwisho", PAYBILL: "PayBill", TILL: "Buy Goods",
    LOCAL: "Daraja ya mashine hii", SANDBOX: "Ya majaribio", PRODUCTION: "Halisi",
    nothing: "Hakuna tili bado", nothingSays: "Ongeza ya kwanza kwa siri ulizopewa na Daraja ya Safaricom.",
    nothingForYou: "Mmiliki huziongeza.", paybillSays: "Mteja huandika nambari ya akaunti anapolipa.",
    tillSays: "Mteja huandika tili pekee.", shortcodeHint: "Wateja wanacholipia: tarakimu 5 hadi 10.", storeNumber: "Nambari ya duka",
    storeHint: "Makao makuu ya tili, kama mkataba wa Safaricom unavyoitaja.", nameHint: "Watu wako wanavyoiita. Ikiachwa wazi, ni jina la biashara.",
    realMoney: "Pesa halisi, tangu malipo ya kwanza.", noRealMoney: "Kwa kujaribu: hakuna pesa halisi.",
    credentials: "Siri", credentialsSay: "Kutoka kwa programu kwenye tovuti ya Daraja ya Safaricom. Zinafungwa ukihifadhi, na hakuna awezaye kuzisoma tena, hata wewe.",
    consumerKey: "Consumer key", consumerSecret: "Consumer secret", passkey: "Passkey", passkeyHint: "Ya nambari fupi, kwa maombi ya malipo (Lipa na M-Pesa Online).",
    create: "Ongeza tili", added: "{name} imeongezwa. Sasa sajili anwani zake.",
  },
});
