// The pages, a line each. Django answers the same addresses with the same shell (console/addresses.py reads `path`),
// the navigation shows those with an icon, in this order, to whom they may be of use.

/** @type {import("./router.js").Route[]} */
export const ROUTES = [
  { path: "/", load: () => import("../pages/today/page.js"), right: "collections.read", icon: "today", title: { en: "Today", sw: "Leo" } },
  { path: "/collections", load: () => import("../pages/collections/page.js"), right: "collections.read", icon: "money", title: { en: "Collections", sw: "Makusanyo" } },
  { path: "/suspense", load: () => import("../pages/suspense/page.js"), right: "collections.read", title: { en: "Suspense", sw: "Yasiyojulikana" } },
  { path: "/requests", load: () => import("../pages/requests/page.js"), right: "collections.read", title: { en: "Payment requests", sw: "Maombi ya malipo" } },
  { path: "/receipts/:receipt", load: () => import("../pages/receipt/page.js"), right: "collections.read", title: { en: "Receipt", sw: "Risiti" } },
  { path: "/invoices", load: () => import("../pages/invoices/page.js"), right: "billing.read", icon: "invoice", title: { en: "Invoices", sw: "Ankara" } },
  { path: "/invoices/:invoice", load: () => import("../pages/invoice/page.js"), right: "billing.read", title: { en: "Invoice", sw: "Ankara" } },
  { path: "/customers", load: () => import("../pages/customers/page.js"), right: "billing.read", icon: "people", title: { en: "Customers", sw: "Wateja" } },
  { path: "/customers/:customer", load: () => import("../pages/customer/page.js"), right: "billing.read", title: { en: "Customer", sw: "Mteja" } },
  { path: "/vouchers", load: () => import("../pages/vouchers/page.js"), right: "ledger.read", icon: "voucher", title: { en: "Vouchers", sw: "Vocha" } },
  { path: "/vouchers/new", load: () => import("../pages/new_voucher/page.js"), right: "ledger.write", title: { en: "New voucher", sw: "Vocha mpya" } },
  { path: "/vouchers/:voucher", load: () => import("../pages/voucher/page.js"), right: "ledger.read", title: { en: "Voucher", sw: "Vocha" } },
  { path: "/ledger/periods", load: () => import("../pages/periods/page.js"), right: "ledger.read", icon: "lock", title: { en: "Periods", sw: "Vipindi" } },
  { path: "/reconciliation", load: () => import("../pages/reconciliation/page.js"), right: "reconciliation.read", icon: "scale", title: { en: "Reconciliation", sw: "Ulinganisho" } },
  { path: "/reconciliation/:run", load: () => import("../pages/proof/page.js"), right: "reconciliation.read", title: { en: "Proof", sw: "Uthibitisho" } },
  { path: "/approvals", load: () => import("../pages/approvals/page.js"), right: "approval.read", icon: "approve", title: { en: "Approvals", sw: "Idhini" } },
  { path: "/approvals/:approval", load: () => import("../pages/approval/page.js"), right: "approval.read", title: { en: "Approval", sw: "Idhini" } },
  { path: "/account", load: () => import("../pages/account/page.js"), right: null, title: { en: "Account", sw: "Akaunti" } },
  { path: "/console/parts", load: () => import("../pages/parts/page.js"), right: null, title: { en: "Parts", sw: "Vipande" } },
];
