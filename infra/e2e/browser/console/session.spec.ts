// Signing in, staying signed in, and what happens when a session ends.
import type { Page } from "@playwright/test";
import { call } from "../fixtures/api";
import { deployment } from "../fixtures/deployment";
import { join, newAddress, type Organisation, type Person } from "../fixtures/people";
import { signInAs } from "../fixtures/sign-in";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

test("a deep link survives the sign-in", async ({ page, organisation }) => {
  const admit = new Console(page);
  const path = `${screen.permissions(organisation.id)}?email=nobody`;
  await admit.enter(organisation.admin, path, "Permissions");
  expect(page.url()).toBe(deployment.consoleUrl + path);
  await expect(page.getByLabel("Address begins with")).toHaveValue("nobody");
});

test("a reload keeps the session; the access token is kept nowhere", async ({ page, organisation }) => {
  const admit = new Console(page);
  const asked = page.waitForRequest(`${deployment.apiUrl}/me`);
  await admit.enter(organisation.admin, "/me", "My access");
  const token = (await (await asked).headerValue("authorization"))?.replace("Bearer ", "") ?? "";
  expect(token).not.toBe("");
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  expect(kept).not.toContain(token);
  expect(await page.evaluate(() => Object.keys(localStorage)), "what outlives the tab").toEqual([]);
  await page.reload();
  await admit.shows("My access");
  await expect(admit.content).toContainText(organisation.admin.email);
});

test("who signs out is out, and somebody else can sign in", async ({ page, organisation }) => {
  const other = await join(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.users(organisation.id), "Users");
  await page.getByRole("button", { name: organisation.admin.email }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out")).toBeVisible();
  await page.goBack(); // what was there before is not shown any more
  await expect(admit.heading.filter({ hasText: "Users" })).toHaveCount(0);
  await page.goto(deployment.consoleUrl);
  await signInAs(page, other);
  await admit.shows("Home");
  await expect(page.getByRole("button", { name: other.email })).toBeVisible();
});

test("a session that ends says so, and loses nothing that was typed", async ({ page, organisation }) => {
  const email = newAddress("typed");
  const admit = await typeInvitation(page, organisation, email);
  await admit.endSession();
  await admit.button("Send invitation").click();
  await expect(admit.dialog).toContainText("Your session has ended");
  await admit.dialog.getByRole("button", { name: "Not now" }).click();
  await expect(admit.content.getByRole("alert").filter({ hasText: "Your session has ended" })).toBeVisible();
  await expectTyped(page, email);

  await admit.button("Send invitation").click();
  await signInAgain(admit, organisation.admin);
  await expect(admit.content).toContainText("1 person was invited."); // what waited went on by itself
  expect(await invited(organisation, email)).toBe(1);
});

test("somebody else who signs in does not go on with it", async ({ page, organisation }) => {
  const other = await join(organisation, { roles: ["organisation-admin"] });
  const email = newAddress("typed");
  const admit = await typeInvitation(page, organisation, email);
  await admit.endSession();
  await admit.button("Send invitation").click();
  await signInAgain(admit, other);
  await admit.shows("Home");
  await admit.told("You are signed in as somebody else than before");
  await expect(page.getByRole("button", { name: other.email })).toBeVisible();
  expect(await invited(organisation, email), "invitations in the other's name").toBe(0);
});

test("where no second window opens, one may sign in here", async ({ page, organisation }) => {
  await page.addInitScript(() => void (window.open = () => null));
  const admit = await typeInvitation(page, organisation, newAddress("typed"));
  await admit.endSession();
  await admit.button("Send invitation").click();
  await admit.dialog.getByRole("button", { name: "Sign in again" }).click();
  await expect(admit.dialog).toContainText("Your browser did not open the second window");
  await admit.dialog.getByRole("button", { name: "Sign in here" }).click();
  await page.unrouteAll();
  await signInAs(page, organisation.admin);
  await admit.shows("Invite users"); // where one was
});

test("a sign-in that is broken off says so, and is tried again", async ({ page, organisation }) => {
  await page.goto(deployment.consoleUrl + screen.activity(organisation.id));
  await expect(page).toHaveURL(/\/oauth2\/authorize/);
  const { searchParams } = new URL(page.url());
  await page.goto(`${deployment.consoleUrl}?error=access_denied&state=${searchParams.get("state")}`);
  await expect(page.getByText("The sign-in did not work")).toBeVisible();
  await page.getByRole("button", { name: "Sign in again" }).click();
  await signInAs(page, organisation.admin);
  await new Console(page).shows("Activity");
});

// typeInvitation fills in an invitation, and does not send it.
async function typeInvitation(page: Page, organisation: Organisation, email: string): Promise<Console> {
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.invite(organisation.id), "Invite users");
  await page.getByLabel("Mail addresses").fill(email);
  await page.getByLabel("First name").fill("Grace");
  await admit.addRoles("Billing Viewer");
  return admit;
}

async function expectTyped(page: Page, email: string): Promise<void> {
  await expect(page.getByLabel("Mail addresses")).toHaveValue(email);
  await expect(page.getByLabel("First name")).toHaveValue("Grace");
  await expect(page.getByRole("list", { name: "Chosen roles" })).toContainText("Billing Viewer");
}

// signInAgain goes through the second window, which closes by itself.
async function signInAgain(admit: Console, person: Person): Promise<void> {
  await expect(admit.dialog).toContainText("Your session has ended");
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
