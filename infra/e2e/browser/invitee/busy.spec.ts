// A busy service: the page waits, says so, and goes on by itself.
import { answerTo, busy, refuse } from "../fixtures/network";
import { invite, join, newPassword, rolesOf } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { InviteePage } from "./invitee";

test("the invitation opens by itself, and not sooner than the service asks", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  const requests = await refuse(page, "POST", "**/preview", 2);
  await page.goto(link);
  await expect(invitee.waiting).toBeVisible();
  await expect(page.getByRole("status")).toHaveText(/keeps trying/);
  await invitee.shows(/You’re invited/);
  await expect(page.getByRole("status")).toBeEmpty();
  expect(requests.length).toBe(3);
  for (const n of [1, 2]) expect((requests[n] ?? 0) - (requests[n - 1] ?? 0)).toBeGreaterThanOrEqual(2_000);
});

test("a registration goes on by itself, with what was typed", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const password = newPassword();
  const invitee = new InviteePage(page);
  const requests = await refuse(page, "POST", "**/register", 2);
  await invitee.open(invited.link, /You’re invited/);
  await invitee.firstName.fill("Augusta");
  await invitee.fillIn(password);
  await invitee.signUp.click();
  await expect(invitee.waiting).toBeVisible();
  await expect(invitee.firstName).toHaveValue("Augusta");
  await expect(invitee.firstName).not.toBeEditable(); // it is what is sent
  await invitee.signUp.click({ force: true }); // sends nothing
  await invitee.shows(/Welcome to/);
  expect(requests.length).toBeGreaterThanOrEqual(3);
  expect(await rolesOf(invited.email, password)).toEqual(["billing-viewer"]);
});

// The service may say that it is busy although it has done the work.
test("a registration that took effect is not made twice", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const password = newPassword();
  const invitee = new InviteePage(page);
  await page.route("**/register", async (route) => {
    expect((await answerTo(route)).status).toBe(201);
    await route.fulfill(busy(2));
  }, { times: 1 });
  await invitee.open(invited.link, /You’re invited/);
  await invitee.fillIn(password);
  await invitee.signUp.click();
  await invitee.shows("This invitation has already been accepted");
  expect(await rolesOf(invited.email, password)).toEqual(["billing-viewer"]);
});

test("an acceptance goes on by itself after the sign-in", async ({ page, organisation }) => {
  const member = await join(organisation);
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation, { email: member.email, roles: ["audit-viewer"] })).link, /You’re invited/);
  const requests = await refuse(page, "POST", "**/accept", 1);
  await invitee.signIn.click();
  await invitee.signInAs(member);
  await invitee.shows("Accepting…");
  await expect(invitee.waiting).toBeVisible();
  await invitee.shows("You’re all set");
  expect(requests.length).toBe(2);
  expect(await rolesOf(member.email, member.password)).toEqual(["audit-viewer", "billing-viewer"]);
});

test("declining goes on by itself", async ({ page, organisation }) => {
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await refuse(page, "POST", "**/decline", 1);
  await invitee.decline.click();
  await invitee.confirmation.getByRole("button", { name: "Decline invitation" }).click();
  await expect(invitee.confirmation.getByText(/We’re busy right now/)).toBeVisible();
  await invitee.shows("Invitation declined");
});

test("the wait can be ended, or cut short", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const password = newPassword();
  const invitee = new InviteePage(page);
  const requests = await refuse(page, "POST", "**/register", 2, 30);
  await invitee.open(invited.link, /You’re invited/);
  await invitee.fillIn(password);
  await invitee.signUp.click();
  await invitee.stopTrying.click();
  await expect(invitee.notice).toHaveText(/^The service is busy right now\. Please try again in a moment\. You can try again in 30 seconds\.$/);
  await expect(invitee.signUp).toBeFocused();
  await expect(invitee.waiting).toHaveCount(0);
  await expect(invitee.firstName).toBeEditable();
  expect(requests.length).toBe(1);

  await invitee.signUp.click();
  await invitee.tryNow.click();
  await invitee.shows(/Welcome to/);
});

test("the page gives up after two minutes", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  const requests = await refuse(page, "POST", "**/preview", Infinity);
  await page.clock.install();
  await page.goto(link);
  let seconds = 0;
  for (; seconds < 240 && await invitee.heading.textContent() !== "Just a moment"; seconds += 2) {
    await page.clock.runFor(2_000);
    await page.waitForTimeout(20); // for the answer
  }
  await invitee.shows("Just a moment");
  expect(seconds).toBeGreaterThan(90);
  expect(requests.length).toBeGreaterThan(6);
  expect(requests.length).toBeLessThan(14);
});

test("a limit that lasts long is told at once", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  let requests = 0;
  await page.route("**/preview", (route) => { requests++; return route.fulfill(busy(3600, 429, "rate-limited")); });
  await invitee.open(link, "Just a moment");
  await expect(page.getByRole("main")).toContainText("You can try again in 60 minutes.");
  expect(requests).toBe(1);
});
