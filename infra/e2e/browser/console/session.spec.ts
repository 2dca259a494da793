// Signing in, reloading, signing out and the expiry of a session.
import type { Page } from "@playwright/test";
import { call } from "../fixtures/api";
import { deployment } from "../fixtures/deployment";
import { join, newAddress, type Organisation, type Person } from "../fixtures/people";
import { signInAs } from "../fixtures/sign-in";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("a deep link survives the sign-in", async ({ page, organisation }) => {
  const admit = new Console(page);
  const path = `${paths.members(organisation.id)}?search=nobody`;
  await admit.signIn(organisation.admin, path, "Permissions");
  expect(page.url()).toBe(deployment.consoleUrl + path);
  await expect(page.getByLabel("Name or email address")).toHaveValue("nobody");
});

test("a reload keeps the session, and the access token is never stored", async ({ page, organisation }) => {
  const admit = new Console(page);
  const asked = page.waitForRequest(`${deployment.apiUrl}/me?*`);
  await admit.signIn(organisation.admin, "/me", "My access");
  const token = (await (await asked).headerValue("authorization"))?.replace("Bearer ", "") ?? "";
  expect(token).not.toBe("");
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  expect(kept).not.toContain(token);
  expect(await page.evaluate(() => Object.keys(localStorage)), "local storage").toEqual([]);
  await page.reload();
  await admit.expectHeading("My access");
  await expect(admit.content).toContainText(organisation.admin.email);
});

test("after sign-out another user can sign in", async ({ page, organisation }) => {
  const other = await join(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await page.getByRole("button", { name: organisation.admin.email }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("You’ve been signed out")).toBeVisible();
  await page.goBack(); // the previous screen is not shown again
  await expect(admit.heading.filter({ hasText: "Users" })).toHaveCount(0);
  await page.goto(deployment.consoleUrl);
  await signInAs(page, other);
  await admit.expectHeading("Home");
  await expect(page.getByRole("button", { name: other.email })).toBeVisible();
});

test("an expired session is reported, and keeps the input", async ({ page, organisation }) => {
  const email = newAddress("typed");
  const admit = await typeInvitation(page, organisation, email);
  await admit.expireSession();
  await admit.button("Send invitation").click();
  await expect(admit.dialog).toContainText("Your session has expired");
  await admit.dialog.getByRole("button", { name: "Not now" }).click();
  await expect(admit.content.getByRole("alert").filter({ hasText: "Your session has expired" })).toBeVisible();
  await expectTyped(page, email);

  await admit.button("Send invitation").click();
  await signInAgain(admit, organisation.admin);
  await admit.expectNotice("has been invited."); // the waiting call was resumed
  expect(await invited(organisation, email)).toBe(1);
});

test("a different user does not continue the work", async ({ page, organisation }) => {
  const other = await join(organisation, { roles: ["organisation-admin"] });
  const email = newAddress("typed");
  const admit = await typeInvitation(page, organisation, email);
  await admit.expireSession();
  await admit.button("Send invitation").click();
  await signInAgain(admit, other);
  await admit.expectHeading("Home");
  await admit.expectNotice("You signed in as a different user");
  await expect(page.getByRole("button", { name: other.email })).toBeVisible();
  expect(await invited(organisation, email), "invitations by the other user").toBe(0);
});

test("if the popup is blocked, the user can sign in on the page", async ({ page, organisation }) => {
  await page.addInitScript(() => void (window.open = () => null));
  const admit = await typeInvitation(page, organisation, newAddress("typed"));
  await admit.expireSession();
  await admit.button("Send invitation").click();
  await admit.dialog.getByRole("button", { name: "Sign in again" }).click();
  await expect(admit.dialog).toContainText("Your browser blocked the new window");
  await admit.dialog.getByRole("button", { name: "Sign in here" }).click();
  await page.unrouteAll();
  await signInAs(page, organisation.admin);
  await admit.expectHeading("Invite users"); // the previous screen
});

test("a cancelled sign-in is reported and can be retried", async ({ page, organisation }) => {
  await page.goto(deployment.consoleUrl + paths.auditLog(organisation.id));
  await expect(page).toHaveURL(/\/oauth2\/authorize/);
  const { searchParams } = new URL(page.url());
  await page.goto(`${deployment.consoleUrl}?error=access_denied&state=${searchParams.get("state")}`);
  await expect(page.getByText("Sign-in failed")).toBeVisible();
  await page.getByRole("button", { name: "Sign in again" }).click();
  await signInAs(page, organisation.admin);
  await new Console(page).expectHeading("Audit log");
});

// typeInvitation fills in the form without sending it.
async function typeInvitation(page: Page, organisation: Organisation, email: string): Promise<Console> {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Email addresses").fill(email);
  await page.getByLabel("First name").fill("Grace");
  await admit.addRoles("Billing Viewer");
  return admit;
}

async function expectTyped(page: Page, email: string): Promise<void> {
  await expect(page.getByLabel("Email addresses")).toHaveValue(email);
  await expect(page.getByLabel("First name")).toHaveValue("Grace");
  await expect(page.getByRole("list", { name: "Selected roles" })).toContainText("Billing Viewer");
}

// signInAgain signs in through the popup, which closes by itself.
async function signInAgain(admit: Console, person: Person): Promise<void> {
  await expect(admit.dialog).toContainText("Your session has expired");
  await admit.page.unrouteAll();
  const opened = admit.page.waitForEvent("popup");
  await admit.dialog.getByRole("button", { name: "Sign in again" }).click();
  const second = await opened;
  const closed = second.waitForEvent("close");
  await signInAs(second, person);
  await closed;
}

async function invited({ id, admin }: Organisation, email: string): Promise<number> {
  const { items } = await call<{ items: unknown[] }>("GET", `/organisations/${id}/invitations?email=${encodeURIComponent(email)}`, { bearer: admin.token });
  return items.length;
}
