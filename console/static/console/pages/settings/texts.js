import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Settings", tills: "Tills", rules: "Approval rules", charges: "Charges", members: "Members", alerts: "Alerts", audit: "Audit trail", business: "Business",
  },
  sw: {
    title: "Mipangilio", tills: "Tili", rules: "Kanuni za idhini", charges: "Ada", members: "Wanachama", alerts: "Tahadhari", audit: "Kumbukumbu", business: "Biashara",
  },
});
