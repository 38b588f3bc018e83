import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Pay a business", says: "A PayBill or a Buy Goods till, out of the till's Working account. Above what one person may send alone, a second person approves it.",
    kind: "What is paid", PAYBILL: "A PayBill", TILL: "A Buy Goods till", shortcode: "PayBill or till number", account: "Account number there", accountHint: "Of a PayBill: whose bill it is. Empty for a till.",
    once: "Safaricom takes these orders without a number of ours. One that nobody answers for is never sent again: its result, the statement or two people decide.", name: "Whose it should be", nameHint: "If M-Pesa calls it otherwise, you are told, and the next one is held.",
  },
  sw: {
    title: "Lipa biashara", says: "PayBill au tili ya Buy Goods, kutoka akaunti ya Working ya tili. Zaidi ya kile mtu mmoja anaweza kutuma peke yake, mtu wa pili huidhinisha.",
    kind: "Kinacholipwa", PAYBILL: "PayBill", TILL: "Tili ya Buy Goods", shortcode: "Namba ya PayBill au tili", account: "Namba ya akaunti huko", accountHint: "Ya PayBill: bili ni ya nani. Tupu kwa tili.",
    once: "Safaricom huchukua maagizo haya bila namba yetu. Lisilojibiwa halitumwi tena kamwe: matokeo yake, taarifa au watu wawili huamua.", name: "Inapaswa kuwa ya nani", nameHint: "M-Pesa ikiiita kwa jina lingine, unaambiwa, na inayofuata huzuiliwa.",
  },
});
