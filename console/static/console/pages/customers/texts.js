import { words } from "../../client/language.js";

export const t = words({
  en: {
    title: "Customers", says: "Who is billed. What they type as the account finds its way by itself.", account: "Account",
    name: "Name", phone: "Phone", since: "Since", search: "Account number", exactPhone: "Phone", phoneHint: "0712 345 678",
    nothing: "No customers yet", nothingSays: "Add the first one, then bill them.", add: "New customer", nameHint: "As it stands on bills",
    phoneLabel: "Phone, if it is known", create: "Add", erased: "erased",
    added: "Added: account {account}.",
  },
  sw: {
    title: "Wateja", says: "Wanaotozwa. Wanachoandika kama akaunti hufika penyewe.", account: "Akaunti",
    name: "Jina", phone: "Simu", since: "Tangu", search: "Nambari ya akaunti", exactPhone: "Simu", phoneHint: "0712 345 678",
    nothing: "Hakuna wateja bado", nothingSays: "Ongeza wa kwanza, kisha umtoze.", add: "Mteja mpya", nameHint: "Kama lilivyo kwenye bili",
    phoneLabel: "Simu, ikijulikana", create: "Ongeza", erased: "limefutwa",
    added: "Ameongezwa: akaunti {account}.",
  },
});
