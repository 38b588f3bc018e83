import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Settings", tills: "Tills", rules: "Approval rules", charges: "Charges", withholding: "Tax on withdrawals", law: "Law and taxes", members: "Members", alerts: "Alerts", audit: "Audit trail", business: "Business",
  },
  sw: {
    title: "Mipangilio", tills: "Tili", rules: "Kanuni za idhini", charges: "Ada", withholding: "Kodi ya uondoaji", law: "Sheria na kodi", members: "Wanachama", alerts: "Tahadhari", audit: "Kumbukumbu", business: "Biashara",
  },
});
