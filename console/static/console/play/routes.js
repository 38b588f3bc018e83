// The player's pages, a line each; those with an icon stand in the bar, in this order. Django answers the same
// addresses with the player's shell (console/addresses.py reads `path`).

/** @type {import("../frame/router.js").Route[]} */
export const ROUTES = [
  { path: "/play", load: () => import("./pools/page.js"), right: null, icon: "market", title: { en: "Markets", sw: "Masoko" } },
  { path: "/play/stakes", load: () => import("./my_stakes/page.js"), right: null, icon: "voucher", title: { en: "My stakes", sw: "Dau zangu" } },
  { path: "/play/wallet", load: () => import("./my_wallet/page.js"), right: null, icon: "money", title: { en: "Wallet", sw: "Pochi" } },
  { path: "/play/limits", load: () => import("./my_limits/page.js"), right: null, icon: "lock", title: { en: "Limits", sw: "Vikomo" } },
  { path: "/play/me", load: () => import("./mine/page.js"), right: null, icon: "people", title: { en: "Me", sw: "Mimi" } },
  { path: "/play/markets/:market", load: () => import("./pool/page.js"), right: null, under: "/play", title: { en: "Market", sw: "Soko" } },
  { path: "/play/stakes/:stake", load: () => import("./my_stake/page.js"), right: null, under: "/play/stakes", title: { en: "Stake", sw: "Dau" } },
  { path: "/play/kyc", load: () => import("./my_kyc/page.js"), right: null, under: "/play/me", title: { en: "Who I am", sw: "Mimi ni nani" } },
];
