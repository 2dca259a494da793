// A person who already has a user: signing in and accepting.
import { expect, test } from "../fixtures/test";
import { invite, join, rolesOf } from "../fixtures/people";
import { InviteePage } from "./invitee";

test("a member signs in and accepts", async ({ page, organisation }) => {
  const member = await join(organisation);
  const invited = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, `You’re invited to ${organisation.name}`);
  await expect(invitee.password).toHaveCount(0); // there is no registration form
  await invitee.signIn.click();
  await expect(page).toHaveURL(/\/oauth2\/authorize/);
  expect(page.url(), "the address of the sign-in").not.toContain(invited.secret);
  await invitee.signInAs(member);
  await invitee.shows("You’re all set");
  expect(page.url()).not.toMatch(/code=|state=/);
  expect(await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }])), "stored in the browser").toBe("[{},{}]");
  expect(await rolesOf(member.email, member.password)).toEqual(["audit-viewer", "billing-viewer"]);
});

test("a cancelled sign-in leads back to the invitation", async ({ page, organisation }) => {
  const member = await join(organisation);
  const invited = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  await invitee.signIn.click();
  await expect(page).toHaveURL(/\/oauth2\/authorize/);
  const back = new URL(page.url()).searchParams;
  await page.goto(`${back.get("redirect_uri")}?error=access_denied&state=${back.get("state")}`);
  await expect(invitee.notice).toHaveText(/wasn’t completed/);
  await invitee.signIn.click(); // tries again
  await invitee.signInAs(member);
  await invitee.shows("You’re all set");
});

test("a code from another sign-in is not used", async ({ page, organisation }) => {
  const member = await join(organisation);
  const invited = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  await invitee.signIn.click();
  await expect(page).toHaveURL(/\/oauth2\/authorize/);
  const exchanged: string[] = [];
  page.on("request", (request) => void (request.url().includes("/oauth2/token") && exchanged.push(request.url())));
  await page.goto(`${new URL(page.url()).searchParams.get("redirect_uri")}?code=anothers&state=anothers`);
  await expect(invitee.notice).toHaveText(/wasn’t completed/);
  expect(exchanged).toEqual([]);
});

test("the wrong account is refused, and another one can be used", async ({ page, organisation }) => {
  const [member, other] = await Promise.all([join(organisation), join(organisation)]);
  const invited = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  await invitee.signIn.click();
  await invitee.signInAs(other);
  await invitee.shows("You’re signed in with a different account");
  await expect(page.getByRole("main")).toContainText(member.email);
  expect(await rolesOf(other.email, other.password)).toEqual(["billing-viewer"]);

  await page.getByRole("button", { name: "Use another account" }).click(); // signs out and shows the sign-in
  await invitee.signInAs(member);
  await invitee.shows("You’re all set");
});

test("signing out after the wrong account leads back to the invitation", async ({ page, organisation }) => {
  const [member, other] = await Promise.all([join(organisation), join(organisation)]);
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation, { email: member.email, roles: ["audit-viewer"] })).link, /You’re invited/);
  await invitee.signIn.click();
  await invitee.signInAs(other);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(invitee.notice).toHaveText("You’re signed out.");
  await expect(invitee.signIn).toBeVisible();
});

test("returning from the sign-in in another window is explained", async ({ page, context, organisation }) => {
  const member = await join(organisation);
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation, { email: member.email, roles: ["audit-viewer"] })).link, /You’re invited/);
  await invitee.signIn.click();
  await expect(page).toHaveURL(/\/oauth2\/authorize/);
  const elsewhere = new InviteePage(await context.newPage());
  await elsewhere.page.goto(page.url());
  await elsewhere.signInAs(member);
  await elsewhere.shows("Open your invitation again");
});
