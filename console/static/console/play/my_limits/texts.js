import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Limits and a break", outUntil: "You keep yourself from staking until", outForGood: "You keep yourself from staking for good.", outSays: "What is in your wallet stays yours:", toWallet: "withdraw it",
    limits: "What I let myself stake", limitsSay: "The lowest counts. A lower one counts at once; a higher one, or none, a day later. What you staked counts also where it came back.", breakRuns: "Your break has begun already: another one counts only where it ends later.", DAY: "A day", WEEK: "A week", MONTH: "A month", staked: "Staked", left: "left", none: "No limit", coming: "{period}: {amount} from",
    change: "Set the limit", period: "For", most: "At most, in shillings", mostHint: "Leave it empty to have none.", badAmount: "Give shillings, like 500.", noLimitSure: "{period}: no limit any more?", noLimitSays: "The field is empty. From tomorrow at this time nothing would hold you back there.", noLimitDo: "No limit", set: "The limit counts from now on.", setLater: "It counts from tomorrow at this time: until then the lower one does.",
    break: "Take a break", breakSays: "You cannot stake or deposit meanwhile, and nobody can take that back, not even the business. Withdrawing stays possible.", howLong: "For how long", b1: "A day", b7: "A week", b30: "30 days", b180: "180 days", b365: "A year", bgood: "For good",
    breakDo: "Take the break", breakSure: "Take a break: {days}?", breakSureSays: "It begins at once, and nobody can take it back.", breakDone: "Your break has begun.",
  },
  sw: {
    title: "Vikomo na mapumziko", outUntil: "Umejizuia kuweka dau hadi", outForGood: "Umejizuia kuweka dau daima.", outSays: "Kilicho kwenye pochi ni chako:", toWallet: "kitoe",
    limits: "Ninachojiruhusu kuwekea dau", limitsSay: "Kilicho chini zaidi ndicho huhesabika. Cha chini huanza mara moja; cha juu, au kutokuwa nacho, siku moja baadaye. Ulichowekea dau huhesabika hata kama kilirudi.", breakRuns: "Mapumziko yako yameshaanza: mengine huhesabika tu yakiisha baadaye zaidi.", DAY: "Kwa siku", WEEK: "Kwa wiki", MONTH: "Kwa mwezi", staked: "Umeweka", left: "imebaki", none: "Hakuna kikomo", coming: "{period}: {amount} kuanzia",
    change: "Weka kikomo", period: "Kwa", most: "Hadi, kwa shilingi", mostHint: "Acha tupu usiwe nacho.", badAmount: "Andika shilingi, kama 500.", noLimitSure: "{period}: bila kikomo tena?", noLimitSays: "Nafasi ni tupu. Kuanzia kesho wakati kama huu hakuna kitakachokuzuia hapo.", noLimitDo: "Bila kikomo", set: "Kikomo kinaanza sasa.", setLater: "Kinaanza kesho wakati kama huu: hadi hapo cha chini hubaki.",
    break: "Pumzika", breakSays: "Wakati huo huwezi kuweka dau wala pesa, na hakuna awezaye kubatilisha, hata biashara. Kutoa kunabaki.", howLong: "Kwa muda gani", b1: "Siku moja", b7: "Wiki moja", b30: "Siku 30", b180: "Siku 180", b365: "Mwaka", bgood: "Daima",
    breakDo: "Pumzika", breakSure: "Upumzike: {days}?", breakSureSays: "Huanza mara moja, na hakuna awezaye kubatilisha.", breakDone: "Mapumziko yako yameanza.",
  },
});
