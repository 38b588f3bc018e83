import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Vouchers", says: "What people post by hand. It never changes; what was wrong is reversed.", tabs: "Vouchers and their makings",
    templatesTab: "Templates", recurringTab: "Recurring", add: "New voucher", search: "What it is for", state: "State", description: "What for",
    day: "Counts for", amount: "Amount", entry: "Entry", maker: "Written by", made: "Written",
    PENDING: "Waits for a yes", POSTED: "Posted", REFUSED: "Refused", CANCELLED: "Taken back", EXPIRED: "Nobody answered",
    MANUAL: "Journal voucher", OPENING: "Opening balances", REVERSAL: "Reversal", ofRecurring: "Recurring",
    nothing: "No vouchers yet", nothingSays: "Rent, wages, cash to the bank: whatever no M-Pesa message books by itself.",
  },
  sw: {
    title: "Vocha", says: "Kinachoandikwa kwa mkono. Hakibadiliki; kilichokosewa hutenguliwa.", tabs: "Vocha na vinavyozitengeneza",
    templatesTab: "Violezo", recurringTab: "Zinazojirudia", add: "Vocha mpya", search: "Ya nini", state: "Hali", description: "Ya nini",
    day: "Inahesabiwa", amount: "Kiasi", entry: "Ingizo", maker: "Aliyeandika", made: "Iliandikwa",
    PENDING: "Inasubiri idhini", POSTED: "Imeingizwa", REFUSED: "Imekataliwa", CANCELLED: "Imerudishwa", EXPIRED: "Hakuna aliyejibu",
    MANUAL: "Vocha ya jarida", OPENING: "Salio la kuanzia", REVERSAL: "Utenguzi", ofRecurring: "Inayojirudia",
    nothing: "Hakuna vocha bado", nothingSays: "Kodi, mishahara, pesa taslimu kwenda benki: chochote ambacho M-Pesa haiandiki yenyewe.",
  },
});
