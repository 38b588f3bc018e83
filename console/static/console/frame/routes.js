// The pages, a line each. Django answers the same addresses with the same shell (console/addresses.py reads `path`),
// the navigation shows those with an icon, in this order, to whom they may be of use.

/** @type {import("./router.js").Route[]} */
export const ROUTES = [
  { path: "/console/parts", load: () => import("../pages/parts/page.js"), right: null, title: { en: "Parts", sw: "Vipande" } },
];
