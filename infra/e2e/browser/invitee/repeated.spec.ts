// Repeated actions: double clicks, the back button, two windows.
import { expect, test } from "../fixtures/test";
import { invite, join, newPassword, rolesOf } from "../fixtures/people";
import { InviteePage } from "./invitee";

test("a double click on accept accepts once", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const password = newPassword();
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  const answers: number[] = [];
  page.on("response", (response) => void (response.url().endsWith("/register") && answers.push(response.status())));
  await invitee.fillIn(password);
  await invitee.signUp.dblclick();
  await invitee.shows(/Welcome/);
  expect(answers.filter((status) => status !== 503), "registrations sent, but for those that the page repeats because the emulator is busy").toEqual([201]);
  expect(await rolesOf(invited.email, password)).toEqual(["billing-viewer"]);
});

// The answer to the first submission is lost. The second one is refused.
for (const [refusal, heading] of [["invitation-accepted", "This invitation has already been accepted"], ["already-registered", /You’re invited/]] as const) {
  test(`a repeated submission that is refused with ${refusal} shows how to continue`, async ({ page, organisation }) => {
    const invitee = new InviteePage(page);
    await invitee.open((await invite(organisation)).link, /You’re invited/);
    await page.route("**/register", (route) => route.fulfill({
      status: 409, contentType: "application/problem+json", body: JSON.stringify({ type: `urn:admit:problem:${refusal}`, title: refusal, status: 409, detail: refusal }),
    }));
    await page.route("**/register", (route) => route.abort("connectionreset"), { times: 1 });
    await invitee.fillIn(newPassword());
    await invitee.signUp.click();
    await expect(invitee.notice).toHaveText(/connection/);
    await invitee.signUp.click();
    await invitee.shows(heading);
    await expect(page.getByRole("button", { name: /^(Sign in and accept|Continue to Admit)$/ })).toBeVisible();
    await expect(page.getByRole("main")).toContainText(/sign in as usual|already have an account/);
    await expect(page.getByRole("main")).not.toContainText(/went wrong/);
  });
}

test("after accepting, a reload and the back button show the same page", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  await page.goto(`${new URL(link).origin}/docs`); // the page before
  await invitee.open(link, /You’re invited/);
  await invitee.register(newPassword());
  await page.reload();
  await invitee.shows(/Welcome to/);
  await page.goBack();
  await expect(page).toHaveURL(/\/docs$/); // there is no form to submit again in between
  await page.goForward();
  await invitee.shows(/Welcome to/);
});

test("the back button leads from the sign-in to the invitation", async ({ page, organisation }) => {
  const member = await join(organisation);
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation, { email: member.email, roles: ["audit-viewer"] })).link, /You’re invited/);
  await invitee.signIn.click();
  await expect(page).toHaveURL(/\/oauth2\/authorize/);
  await page.goBack();
  await invitee.shows(/You’re invited/);
  await invitee.signIn.click();
  await invitee.signInAs(member);
  await invitee.shows("You’re all set");
});

test("with two windows, one accepts and the other explains it", async ({ page, context, organisation }) => {
  const { link } = await invite(organisation);
  const [first, second] = [new InviteePage(page), new InviteePage(await context.newPage())];
  for (const window of [first, second]) await window.open(link, /You’re invited/);
  await first.register(newPassword());
  await second.fillIn(newPassword());
  await second.signUp.click();
  await second.shows("This invitation has already been accepted");
});

test("with two windows of a member, one accepts and the other explains it", async ({ page, context, organisation }) => {
  const member = await join(organisation);
  const { link } = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  const [first, second] = [new InviteePage(page), new InviteePage(await context.newPage())];
  for (const window of [first, second]) await window.open(link, /You’re invited/);
  for (const [window, heading] of [[first, "You’re all set"], [second, "You already have this access"]] as const) {
    await window.signIn.click();
    await window.signInAs(member);
    await window.shows(heading);
  }
});

test("another link opened in the same window shows the other invitation", async ({ page, organisation }) => {
  const [one, other] = await Promise.all([invite(organisation), invite(organisation)]);
  const invitee = new InviteePage(page);
  await invitee.open(one.link, /You’re invited/);
  await page.goto(other.link);
  await expect(page.getByRole("definition").filter({ hasText: other.email })).toBeVisible();
  await page.goto(`${other.link}x`); // differs only in the fragment, so the browser does not load the page again
  await invitee.shows("This link doesn’t work");
});
