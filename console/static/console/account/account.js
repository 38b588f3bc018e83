// The account page: invitations, password, where one is signed in. For who is outside: the ways back in.

import { shortDay, timeShown } from "../clock.js";
import { act, ask } from "../graphql.js";
import { badge, byId, drawRows, element, onSubmit, setText, tell } from "../render.js";
import {
  ACCEPT,
  ACCOUNT,
  CHANGE_PASSWORD,
  CONFIRM_CONTACT,
  DECLINE,
  END_SESSION,
  END_SESSIONS,
  JOIN,
  LEAVE,
  REQUEST_RESET,
  RESET,
  SET_CONTACT,
  SIGN_OUT,
  WHO,
} from "./operations.js";

/** Runs something and shows why it failed, instead of failing silently. */
async function guarded(verb) {
  tell(byId("problem"), "");
  tell(byId("done"), "");
  try {
    await verb();
  } catch (refusal) {
    tell(byId("problem"), refusal.code ? refusal.message : "The page ran into a fault. Reload it.");
    if (refusal.code === "SIGN_IN_REQUIRED") show(null);
    if (!refusal.code) throw refusal;
  }
}

/** What an action says when it is done; the page then shows what is true now. */
async function did(words) {
  await read();
  tell(byId("problem"), "");
  tell(byId("done"), words);
}

async function read() {
  const { me } = await ask(WHO);
  show(me ? await ask(ACCOUNT) : null);
}

function show(account) {
  byId("outside").hidden = Boolean(account);
  byId("inside").hidden = byId("person-box").hidden = !account;
  if (account) draw(account);
}

// What is drawn

function draw({ me, myInvitations }) {
  setText(byId("person"), me.displayName || me.username || "");
  const staff = me.username !== null;
  for (const card of ["invitations-card", "password-card", "contact-card"]) byId(card).hidden = !staff;
  setText(byId("contact"), me.recoveryContact ? `By a code to ${me.recoveryContact}` : "No address confirmed yet");
  drawRows(byId("invitations"), myInvitations, { build: invitationRow });
  byId("invitations-empty").hidden = myInvitations.length > 0;
  const businesses = grouped(me.memberships);
  drawRows(byId("businesses"), businesses, { key: ({ code }) => code, build: businessRow });
  byId("businesses-empty").hidden = businesses.length > 0;
  drawRows(byId("sessions"), me.sessions, { build: sessionRow });
  byId("end-others").hidden = me.sessions.length < 2;
}

function grouped(memberships) {
  const found = new Map();
  for (const { role, business } of memberships) {
    if (!found.has(business.code)) found.set(business.code, { ...business, roles: [] });
    found.get(business.code).roles.push(role);
  }
  return [...found.values()];
}

function words(role) {
  return role.toLowerCase().replaceAll("_", " ");
}

function invitationRow({ id, businessName, role, invitedBy, expiresAt }) {
  return element(
    "li",
    {},
    element("b", {}, businessName),
    element("span", { class: "fine" }, `as ${words(role)}, by ${invitedBy}, until ${shortDay(expiresAt.slice(0, 10))}`),
    element(
      "span",
      { class: "end" },
      button("Accept", () => answer(ACCEPT, id, `You are a member of ${businessName} now.`), ""),
      button("Decline", () => answer(DECLINE, id, `You declined. ${businessName} is not told.`)),
    ),
  );
}

function businessRow({ code, name, roles }) {
  const leaving = roles.some((role) => role !== "PLAYER");
  return element(
    "li",
    {},
    element("b", {}, name),
    element("span", { class: "fine" }, roles.map(words).join(", ")),
    leaving && element("span", { class: "end" }, twice("Leave", `Really leave ${name}?`, () => leave(code, name))),
  );
}

function sessionRow({ id, device, address, since, lastSeen, current }) {
  const seen = `${address ? `${address}, ` : ""}since ${timeShown(since)}, last seen ${timeShown(lastSeen)}`;
  const end = current ? badge("This one", "good") : button("End", () => endSession(id));
  return element(
    "li",
    {},
    element("b", {}, device || "Unknown"),
    element("span", { class: "fine" }, seen),
    element("span", { class: "end" }, end),
  );
}

function button(label, verb, kind = "quiet") {
  return element("button", { type: "button", class: kind, onclick: () => guarded(verb) }, label);
}

/** A button that asks once more, in its own words, before it acts. */
function twice(label, question, verb) {
  const made = element("button", { type: "button", class: "quiet", onclick: pressed }, label);
  function pressed() {
    if (made.textContent === question) guarded(verb);
    else setText(made, question);
  }
  return made;
}

// Hands

async function answer(operation, invitation, told) {
  await act(operation, { invitation });
  await did(told);
}

async function leave(business, name) {
  await act(LEAVE, { business });
  await did(`You have left ${name}.`);
}

async function endSession(session) {
  await act(END_SESSION, { session });
  await did("That session has ended.");
}

/** A form whose answers are the variables of an operation; `then` says what happened. */
function sends(id, operation, then, variables = (given) => given) {
  const form = byId(id);
  const given = () => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, clean(name, value)]));
  onSubmit(form, async () => {
    const payload = await act(operation, variables(given()));
    form.reset();
    await then(payload);
  }, { email: "contact", phone: "contact" });
}

/** Passwords are taken as they are. */
function clean(name, value) {
  return /secret|password/i.test(name) ? value : value.trim();
}

function reach({ contact, ...rest }) {
  return contact.includes("@") ? { ...rest, email: contact } : { ...rest, phone: contact };
}

sends("forgot", REQUEST_RESET, async () => {
  tell(byId("done"), "If there is somebody of this name with a confirmed contact, a code is on its way.");
  byId("recover").elements.code.focus();
});
sends("recover", RESET, async () => {
  await did("Your password is the new one, and every session has ended. Sign in with it.");
});
sends("join", JOIN, async () => {
  await did("Welcome. You are signed in.");
});
sends("accept", JOIN, async () => {
  await did("You have accepted.");
});
sends("change", CHANGE_PASSWORD, async () => {
  await did("Your password is the new one. Your other sessions have ended.");
});
sends("set-contact", SET_CONTACT, async ({ to }) => {
  tell(byId("done"), `A code is on its way to ${to}.`);
  byId("confirm-contact").elements.code.focus();
}, reach);
sends("confirm-contact", CONFIRM_CONTACT, async () => {
  await did("A forgotten password is recovered there from now on.");
});
byId("end-others").addEventListener("click", () =>
  guarded(async () => {
    await act(END_SESSIONS);
    await did("Your other sessions have ended.");
  }),
);
byId("sign-out").addEventListener("click", () =>
  guarded(async () => {
    await act(SIGN_OUT);
    show(null);
  }),
);
guarded(read);
