import { words } from "../../../client/language.js";

export const t = words({
  en: {
    facts: "What it is", shortcode: "Shortcode", storeNumber: "Store number", kind: "Kind", environment: "Safaricom", business: "Business", since: "Added", outSince: "Out of use since",
    unknown: "Payments for an account that nobody has", refused: "M-Pesa is told to refuse them", suspense: "They are taken and wait in Suspense",
    branch: "Branch", noBranch: "none", place: "Set branch", rename: "Rename", name: "Name", save: "Save", renamed: "The till has its new name.",
    putOut: "Put out of use", putBack: "Use it again", outTitle: "Put {name} out of use?", outSays: "Nothing new is asked for through it. What customers pay to it all the same is kept and booked.", isOut: "The till is out of use.", isBack: "The till is in use again.",
    refuse: "Refuse unknown accounts", refuseTitle: "Refuse payments for unknown accounts?", refuseSays: "M-Pesa is told not to take a payment for an account that nobody has. It counts only where Safaricom validates payments to the shortcode.", refuses: "They are refused from now on.",
    take: "Take unknown accounts", takeTitle: "Take payments for unknown accounts?", takeSays: "Their money waits in Suspense until somebody places it.", takes: "They are taken from now on.",
  },
  sw: {
    facts: "Ni nini", shortcode: "Nambari fupi", storeNumber: "Nambari ya duka", kind: "Aina", environment: "Safaricom", business: "Biashara", since: "Iliongezwa", outSince: "Haitumiki tangu",
    unknown: "Malipo ya akaunti isiyo ya mtu", refused: "M-Pesa inaambiwa iyakatae", suspense: "Yanapokelewa na kusubiri kwenye Yasiyojulikana",
    branch: "Tawi", noBranch: "hakuna", place: "Weka tawi", rename: "Badilisha jina", name: "Jina", save: "Hifadhi", renamed: "Tili ina jina jipya.",
    putOut: "Acha kuitumia", putBack: "Itumie tena", outTitle: "Uache kutumia {name}?", outSays: "Hakuna kipya kinachoombwa kupitia hii. Wateja wanacholipa hata hivyo hutunzwa na kuandikwa.", isOut: "Tili haitumiki.", isBack: "Tili inatumika tena.",
    refuse: "Kataa akaunti zisizojulikana", refuseTitle: "Ukatae malipo ya akaunti zisizojulikana?", refuseSays: "M-Pesa inaambiwa isipokee malipo ya akaunti isiyo ya mtu. Hufanya kazi tu pale Safaricom inapothibitisha malipo ya nambari fupi.", refuses: "Kuanzia sasa yanakataliwa.",
    take: "Pokea akaunti zisizojulikana", takeTitle: "Upokee malipo ya akaunti zisizojulikana?", takeSays: "Pesa zake husubiri kwenye Yasiyojulikana hadi mtu aziweke mahali pake.", takes: "Kuanzia sasa yanapokelewa.",
  },
});
