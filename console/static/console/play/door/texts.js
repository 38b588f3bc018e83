import { words } from "../../client/language.js";

export const t = words({
  en: {
    signIn: "Sign in to play", signUp: "Sign up", newPin: "A new PIN", ended: "Your session has ended. Sign in to go on.", pinSet: "Your PIN is the new one, and every session has ended. Sign in with it.",
    haveAccount: "I have signed up before", newHere: "New here? Sign up", forgot: "Forgot your PIN?", adults: "For adults of 18 years and more. Stake only what you can afford to lose; limits and a break are always one tap away.",
    phone: "Phone", phoneHint: "A Safaricom number, like 0712 345 678: money comes from it and goes back to it.", pin: "PIN", needsLink: "Open the link that the business gave you: it says where you play.",
    noPlace: "No business takes players under this link: ask for it anew.", licence: "Licence {number}", playMoney: "For play money: nothing here is money.",
    terms: "The terms", term1: "What is staked goes into a pool. Who is right shares it, less the market's fee; who is wrong loses the stake.", term2: "A stake is never changed or taken back.", term3: "What a market would pay changes with every stake until it closes; what is shown promises nothing.",
    term4: "The rules as they are printed at the market decide, and two people decide by them; a result can be disputed.", term5: "One person, one account, with their own phone. Money is paid to that phone only.",
    agree: "I have read these terms and agree.", age: "I am 18 years old or older.", tickBoth: "Please tick both.", sendCode: "Text me a code", codeSent: "A code is on its way to {phone}.", codeMaybe: "If {phone} is a player's, a code is on its way.",
    choosePin: "Choose a PIN", code: "Code from the SMS", ownPin: "Your own PIN", pinHint: "Six digits; not a run like 123456, nor repeats.", pinAgain: "The PIN once more", pinDiffers: "The two are not the same.", name: "How you want to be called (optional)", finish: "Sign up", otherPhone: "Another phone",
    newPinSays: "A code goes to your phone. With it you choose a new PIN, and every session ends.", setPin: "Set the PIN",
  },
  sw: {
    signIn: "Ingia ucheze", signUp: "Jisajili", newPin: "PIN mpya", ended: "Kipindi chako kimeisha. Ingia uendelee.", pinSet: "PIN yako ni hiyo mpya, na kila kipindi kimeisha. Ingia nayo.",
    haveAccount: "Nilishajisajili", newHere: "Ni mgeni? Jisajili", forgot: "Umesahau PIN?", adults: "Kwa watu wazima wa miaka 18 na zaidi. Weka dau la kiasi unachoweza kupoteza; vikomo na mapumziko viko karibu kila wakati.",
    phone: "Simu", phoneHint: "Namba ya Safaricom, kama 0712 345 678: pesa hutoka na kurudi hapo.", pin: "PIN", needsLink: "Fungua kiungo ambacho biashara ilikupa: kinasema unapocheza.",
    noPlace: "Hakuna biashara inayopokea wachezaji kwa kiungo hiki: omba kipya.", licence: "Leseni {number}", playMoney: "Ni pesa za mchezo: hakuna pesa halisi hapa.",
    terms: "Masharti", term1: "Dau huingia kwenye bwawa. Aliye sahihi hugawana, ukitoa ada ya soko; aliyekosea hupoteza dau.", term2: "Dau halibadilishwi wala kurudishwa.", term3: "Kiasi ambacho soko lingelipa hubadilika kwa kila dau hadi lifungwe; kinachoonyeshwa si ahadi.",
    term4: "Kanuni zilizochapishwa kwenye soko ndizo huamua, na watu wawili huamua kwa hizo; matokeo yanaweza kupingwa.", term5: "Mtu mmoja, akaunti moja, kwa simu yake mwenyewe. Pesa hulipwa kwa simu hiyo tu.",
    agree: "Nimesoma masharti haya na ninakubali.", age: "Nina miaka 18 au zaidi.", tickBoth: "Tafadhali weka alama zote mbili.", sendCode: "Nitumie msimbo", codeSent: "Msimbo unaelekea {phone}.", codeMaybe: "Kama {phone} ni ya mchezaji, msimbo unakuja.",
    choosePin: "Chagua PIN", code: "Msimbo wa SMS", ownPin: "PIN yako mwenyewe", pinHint: "Tarakimu sita; si mfululizo kama 123456, wala kurudia.", pinAgain: "PIN tena", pinDiffers: "Hizi mbili hazifanani.", name: "Unataka kuitwaje (si lazima)", finish: "Jisajili", otherPhone: "Simu nyingine",
    newPinSays: "Msimbo utaenda kwa simu yako. Kwa huo utachagua PIN mpya, na kila kipindi kitaisha.", setPin: "Weka PIN",
  },
});
