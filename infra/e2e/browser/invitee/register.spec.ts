// A new person: the invitation, the registration form and the access.
import { expect, test } from "../fixtures/test";
import { invite, newAccount, newPassword, rolesOf, unique } from "../fixtures/people";
import { InviteePage } from "./invitee";

test("a new person sees the invitation, registers and has the access", async ({ page, organisation }) => {
  const account = await newAccount(organisation, unique("Loans"));
  const invited = await invite(organisation, { firstName: "Ada", lastName: "Lovelace", accountId: account.id, roles: ["billing-viewer", "audit-viewer"] });
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, `You’re invited to ${organisation.name}`);

  const facts = page.getByRole("main");
  for (const fact of [account.name, "Olga Owner", invited.email]) await expect(facts.getByRole("definition").filter({ hasText: fact })).toBeVisible();
  await expect(facts.getByRole("definition").getByRole("time")).toBeVisible();
  await expect(facts).toContainText("2 days, 23 hours left"); // the three days have just started
  const roles = facts.getByRole("listitem").filter({ has: page.locator("strong") });
  await expect(roles).toHaveCount(2);
  for (const role of await roles.all()) await expect(role).toHaveText(/\S+ .*\.$/); // a name and a description
  await expect(invitee.firstName).toHaveValue("Ada");
  await expect(invitee.lastName).toHaveValue("Lovelace");

  const password = newPassword();
  await invitee.firstName.fill("Augusta");
  await invitee.register(password);
  await expect(page.getByRole("main")).toContainText(invited.email);
  expect(page.url()).not.toContain(invited.secret); // the token is used up
  expect(await rolesOf(invited.email, password)).toEqual(["audit-viewer", "billing-viewer"]);
});

test("the password rules are checked while typing", async ({ page, organisation }) => {
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  const rules = page.getByRole("listitem").filter({ hasText: /met/ });
  const met = () => rules.filter({ hasText: /: met/ });
  await expect(rules).toHaveCount(4);
  await expect(met()).toHaveCount(0);
  for (const [typed, count] of [["a", 1], ["aB", 2], ["aB3", 3], ["aB3aB3aB3aB3", 4], ["ab3ab3ab3ab3", 3]] as const) {
    await invitee.password.fill("");
    await invitee.fillIn(typed);
    await expect(met(), `rules that ${typed} meets`).toHaveCount(count);
  }
});

test("errors are shown at their fields, and nothing is sent", async ({ page, organisation }) => {
  const invitee = new InviteePage(page);
  const posts: string[] = [];
  page.on("request", (request) => void (request.url().endsWith("/register") && posts.push(request.url())));
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await invitee.firstName.fill(" ");
  await invitee.password.fill("short");
  await invitee.signUp.click();
  await expect(invitee.firstName).toHaveAttribute("aria-invalid", "true");
  await expect(invitee.firstName).toHaveAccessibleDescription(/fill this in/);
  await expect(invitee.password).toHaveAccessibleDescription(/doesn’t meet all the rules/);
  await expect(invitee.firstName).toBeFocused(); // the first field with an error
  await invitee.firstName.fill("Ada");
  await expect(invitee.firstName).not.toHaveAttribute("aria-invalid");
  expect(posts).toEqual([]);
});

test("a refusal of the API is shown at its field", async ({ page, organisation }) => {
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await invitee.firstName.fill("Ada\u202e"); // reverses the writing direction
  await invitee.fillIn(newPassword());
  await invitee.signUp.click();
  await expect(invitee.firstName).toHaveAttribute("aria-invalid", "true");
  await expect(invitee.firstName).toHaveAccessibleDescription(/\S/);
  await expect(invitee.firstName).toBeFocused();
});

test("the password can be shown and hidden", async ({ page, organisation }) => {
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await invitee.password.fill("visible");
  await expect(invitee.password).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show: Password" }).click();
  await expect(invitee.password).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Hide: Password" }).click();
  await expect(invitee.password).toHaveAttribute("type", "password");
});

test("the form works with the keyboard", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  await expect(invitee.heading).toBeFocused(); // where screen readers start
  await invitee.firstName.focus();
  for (const next of [invitee.lastName, invitee.password]) {
    await page.keyboard.press("Tab");
    await expect(next).toBeFocused();
  }
  await page.keyboard.type(newPassword());
  await page.keyboard.press("Enter");
  await expect(invitee.heading.or(invitee.notice).filter({ hasText: /Welcome|busy/ })).toBeVisible();
});
