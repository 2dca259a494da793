// Every state of the invitee's page, and how to reach it. The tests of all states
// and the screenshots use this list.
import type { Page, Route } from "@playwright/test";
import { accept, decline, invite, join, newAccount, newPassword, register, remove, revoke, unique, type Organisation } from "../fixtures/people";
import { expire } from "../fixtures/cloud";
import { deployment } from "../fixtures/deployment";
import { InviteePage } from "./invitee";

interface State {
  name: string;
  heading: string | RegExp;
  ending?: boolean; // a page without a form to fill in
  prepare(invitee: InviteePage, organisation: Organisation): Promise<void>;
}

export const states: State[] = [
  { name: "offer", heading: /You’re invited/, prepare: async ({ page }, o) => go(page, (await invite(o)).link) },
  { name: "offer-of-many-roles", heading: /You’re invited/, prepare: offerOfManyRoles },
  { name: "offer-to-a-member", heading: /You’re invited/, prepare: async ({ page }, o) => go(page, (await inviteMember(o)).invited.link) },
  { name: "errors-in-the-form", heading: /You’re invited/, prepare: errorsInTheForm },
  { name: "decline-confirmation", heading: /You’re invited/, prepare: declineConfirmation },
  { name: "waiting-in-the-form", heading: /You’re invited/, prepare: async (invitee, o) => { await registering(invitee, o, problem(503, "unavailable", 20)); await invitee.waiting.waitFor(); } },
  { name: "waiting-in-the-dialog", heading: /You’re invited/, prepare: waitingInTheDialog },
  { name: "busy-notice", heading: /You’re invited/, prepare: async (invitee, o) => { await registering(invitee, o, problem(503, "unavailable")); await invitee.stopTrying.click(); await invitee.notice.waitFor(); } },

  { name: "registered", heading: /Welcome to/, ending: true, prepare: registered },
  { name: "accepted", heading: "You’re all set", ending: true, prepare: accepted },
  { name: "declined", heading: "Invitation declined", ending: true, prepare: declined },

  { name: "expired", heading: /^Your invitation to .* has expired$/, ending: true, prepare: async ({ page }, o) => { const i = await invite(o); await expire(i.id); await go(page, i.link); } },
  { name: "renewal-requested", heading: "We’ve asked for a new link", ending: true, prepare: renewalRequested },
  { name: "revoked", heading: "This invitation was revoked", ending: true, prepare: async ({ page }, o) => { const i = await invite(o); await revoke(o, i); await go(page, i.link); } },
  { name: "declined-before", heading: "This invitation was declined", ending: true, prepare: async ({ page }, o) => { const i = await invite(o); await decline(i); await go(page, i.link); } },
  { name: "accepted-before", heading: "This invitation has already been accepted", ending: true, prepare: async ({ page }, o) => { const i = await invite(o); await register(i); await go(page, i.link); } },
  { name: "accepted-in-another-window", heading: "You already have this access", ending: true, prepare: acceptedInAnotherWindow },
  { name: "inviter-without-authority", heading: "This invitation is no longer valid", ending: true, prepare: inviterWithoutAuthority },
  { name: "wrong-account", heading: "You’re signed in with a different account", ending: true, prepare: wrongAccount },
  { name: "requested", heading: /^Your request is waiting for/, ending: true, prepare: async (invitee, o) => { await wrongAccount(invitee, o); await invitee.page.getByRole("button", { name: /^Ask / }).click(); } },
  { name: "request-of-another", heading: "Someone else has already asked", ending: true, prepare: requestOfAnother },
  { name: "unknown-link", heading: "This link doesn’t work", ending: true, prepare: async ({ page }) => go(page, `${deployment.apiUrl}/invitations/nothing-here#${"A".repeat(43)}`) },
  { name: "incomplete-link", heading: "This link is incomplete", ending: true, prepare: async ({ page }, o) => go(page, (await invite(o)).link.split("#")[0] ?? "") },
  { name: "back-in-another-window", heading: "Open your invitation again", ending: true, prepare: async ({ page }) => go(page, `${deployment.apiUrl}/invitations/sign-in?code=x&state=y`) },
  { name: "no-connection", heading: "No connection", ending: true, prepare: (invitee, o) => answered(invitee, o, (route) => route.abort("internetdisconnected")) },

  // States that only a failure or a rate limit causes.
  { name: "waiting", heading: /Opening/, prepare: async (invitee, o) => { await answered(invitee, o, problem(503, "unavailable", 20)); await invitee.waiting.waitFor(); } },
  { name: "busy", heading: "Just a moment", ending: true, prepare: async (invitee, o) => { await answered(invitee, o, problem(503, "unavailable")); await invitee.stopTrying.click(); } },
  { name: "rate-limited", heading: "Just a moment", ending: true, prepare: async (invitee, o) => { await answered(invitee, o, problem(429, "rate-limited", 20)); await invitee.stopTrying.click(); } },
  { name: "rate-limited-for-long", heading: "Just a moment", ending: true, prepare: (invitee, o) => answered(invitee, o, problem(429, "rate-limited", 3600)) },
  { name: "too-many-roles", heading: /role limit/, ending: true, prepare: (invitee, o) => registering(invitee, o, problem(409, "limit-reached")) },
  { name: "internal-error", heading: "Something went wrong", ending: true, prepare: (invitee, o) => answered(invitee, o, problem(500, "internal")) },
  { name: "opening", heading: /Opening/, prepare: (invitee, o) => answered(invitee, o, () => undefined) },
];

// reach opens the page in a state.
export async function reach(state: State, page: Page, organisation: Organisation): Promise<void> {
  const invitee = new InviteePage(page);
  await state.prepare(invitee, organisation);
  await invitee.shows(state.heading);
}

async function go(page: Page, link: string): Promise<void> {
  await page.goto(link);
}

async function renewalRequested(invitee: InviteePage, organisation: Organisation): Promise<void> {
  const invited = await invite(organisation);
  await expire(invited.id);
  await invitee.open(invited.link, /has expired$/);
  await invitee.page.getByRole("button", { name: "Ask for a new link" }).click();
}

async function inviteMember(organisation: Organisation) {
  const member = await join(organisation);
  return { member, invited: await invite(organisation, { email: member.email, roles: ["audit-viewer"] }) };
}

// offerOfManyRoles has content that is difficult to lay out: long words, many
// roles, no last name.
async function offerOfManyRoles({ page }: InviteePage, organisation: Organisation): Promise<void> {
  const account = await newAccount(organisation, unique("Donaudampfschifffahrtsgesellschaftskapitänsversicherung"));
  const invited = await invite(organisation, {
    accountId: account.id, firstName: "Wolfeschlegelsteinhausenbergerdorff", lastName: "",
    roles: ["account-admin", "billing-viewer", "billing-editor", "developer", "signing-editor", "audit-viewer", "support-viewer"],
  });
  await go(page, invited.link);
}

async function errorsInTheForm(invitee: InviteePage, organisation: Organisation): Promise<void> {
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await invitee.firstName.fill("");
  await invitee.password.fill("short");
  await invitee.signUp.click();
}

async function declineConfirmation(invitee: InviteePage, organisation: Organisation): Promise<void> {
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await invitee.decline.click();
  await invitee.confirmation.waitFor();
}

async function waitingInTheDialog(invitee: InviteePage, organisation: Organisation): Promise<void> {
  await invitee.page.route("**/decline", problem(503, "unavailable", 20));
  await declineConfirmation(invitee, organisation);
  await invitee.confirmation.getByRole("button", { name: "Decline invitation" }).click();
  await invitee.waiting.waitFor();
}

// registering submits the form, with a replaced answer of the API.
async function registering(invitee: InviteePage, organisation: Organisation, how: (route: Route) => unknown): Promise<void> {
  await invitee.page.route("**/register", how);
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await invitee.password.fill(newPassword());
  await invitee.signUp.click();
}

async function registered(invitee: InviteePage, organisation: Organisation): Promise<void> {
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await invitee.register(newPassword());
}

async function accepted(invitee: InviteePage, organisation: Organisation): Promise<void> {
  const { member, invited } = await inviteMember(organisation);
  await go(invitee.page, invited.link);
  await invitee.signIn.click();
  await invitee.signInAs(member);
}

async function declined(invitee: InviteePage, organisation: Organisation): Promise<void> {
  await declineConfirmation(invitee, organisation);
  await invitee.confirmation.getByRole("button", { name: "Decline invitation" }).click();
}

async function acceptedInAnotherWindow(invitee: InviteePage, organisation: Organisation): Promise<void> {
  const { member, invited } = await inviteMember(organisation);
  await go(invitee.page, invited.link);
  await invitee.signIn.waitFor();
  await accept(invited, member);
  await invitee.signIn.click();
  await invitee.signInAs(member);
}

async function inviterWithoutAuthority({ page }: InviteePage, organisation: Organisation): Promise<void> {
  const inviter = await join(organisation, { roles: ["organisation-admin"] });
  const invited = await invite({ ...organisation, admin: inviter });
  await remove(organisation, inviter);
  await go(page, invited.link);
}

async function wrongAccount(invitee: InviteePage, organisation: Organisation): Promise<void> {
  const { invited } = await inviteMember(organisation);
  await go(invitee.page, invited.link);
  await invitee.signIn.click();
  await invitee.signInAs(organisation.admin);
}

async function requestOfAnother(invitee: InviteePage, organisation: Organisation): Promise<void> {
  await invitee.page.route("**/request", problem(409, "request-pending"));
  await wrongAccount(invitee, organisation);
  await invitee.page.getByRole("button", { name: /^Ask / }).click();
}

// answered opens an invitation with a replaced answer of the API.
async function answered({ page }: InviteePage, organisation: Organisation, how: (route: Route) => unknown): Promise<void> {
  await page.route("**/preview", how);
  await go(page, (await invite(organisation)).link);
}

function problem(status: number, name: string, retryAfter = 1) {
  const body = { type: `urn:admit:problem:${name}`, title: name, status, detail: name, instance: "a-request-id" };
  return (route: Route) => route.fulfill({ status, contentType: "application/problem+json", headers: { "Retry-After": String(retryAfter) }, body: JSON.stringify(body) });
}
