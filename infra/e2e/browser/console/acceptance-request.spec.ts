// Somebody with another address than the invited one asks to accept, and an administrator answers.
import { invite, join, rolesOf, type Organisation, type Person } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { InviteePage } from "../invitee/invitee";
import { Console, paths } from "./console";

// ask opens a link as a person with another address and asks to accept.
async function ask(invitee: InviteePage, { admin }: Organisation, invited: { email: string; link: string }, other: Person): Promise<void> {
  await invitee.open(invited.link, /You’re invited/);
  await invitee.page.getByRole("button", { name: /^(I already have an account|Sign in and accept)$/ }).click();
  await invitee.signInAs(other);
  await invitee.shows("You’re signed in with a different account");
  await expect(invitee.page.getByRole("main")).toContainText(`This invitation is for ${invited.email}, but you’re signed in as ${other.email}.`);
  await invitee.page.getByRole("button", { name: `Ask ${admin.firstName} ${admin.lastName} to let this account accept` }).click();
  await invitee.shows(`Your request is waiting for ${admin.firstName} ${admin.lastName}`);
  await expect(invitee.page.getByRole("main")).toContainText("Nothing has been granted yet.");
  await expect(invitee.page.getByRole("main")).toContainText(other.email);
}

test("a person with another address asks, is declined, asks again and is confirmed", async ({ page, browser, organisation }) => {
  const other = await join(organisation);
  const invited = await invite(organisation, { roles: ["audit-viewer"] }); // nobody has registered with this address
  await ask(new InviteePage(page), organisation, invited, other);
  expect(await rolesOf(other.email, other.password), "before an answer").toEqual(["billing-viewer"]);

  const admit = new Console(await (await browser.newContext()).newPage());
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await admit.filterByEmail(invited.email);
  await expect(admit.row(invited.email)).toContainText(`Request from ${other.email}`);
  await admit.row(invited.email).getByRole("button", { name: invited.email, exact: true }).click();
  await expect(admit.dialog).toContainText(`${other.firstName} ${other.lastName} (${other.email}) signed in with an address other than ${invited.email}`);
  await admit.dialog.getByRole("button", { name: "Decline" }).click();
  await admit.page.getByRole("dialog", { name: "Decline request?" }).getByRole("button", { name: "Decline" }).click();
  await admit.expectNotice(/has been declined/);
  await expect(admit.row(invited.email)).not.toContainText("Request from");

  const fresh = async () => new InviteePage(await (await browser.newContext()).newPage()); // nobody is signed in
  await ask(await fresh(), organisation, invited, other);
  const invitee = await fresh(); // who comes back is told that nothing has happened yet
  await invitee.open(invited.link, /You’re invited/);
  await invitee.page.getByRole("button", { name: "I already have an account" }).click();
  await invitee.signInAs(other);
  await invitee.shows(/^Your request is waiting for/);

  await admit.open(`${paths.users(organisation.id)}?invitation=${invited.id}`, "Users");
  await admit.dialog.getByRole("button", { name: "Confirm" }).click();
  const confirmation = admit.page.getByRole("dialog", { name: "Let another address accept?" });
  await expect(confirmation).toContainText(`(${other.email}) gets the roles offered to ${invited.email}: Audit Viewer`);
  await confirmation.getByRole("button", { name: "Confirm" }).click();
  await admit.expectNotice(new RegExp(`${other.email}.* now has the access offered to ${invited.email}`));
  expect(await rolesOf(other.email, other.password)).toEqual(["audit-viewer", "billing-viewer"]);

  await admit.open(paths.auditLog(organisation.id), "Audit log");
  for (const words of [/asked to accept the invitation/, /declined the request of/, /let .* accept the invitation/]) {
    const event = admit.content.getByText(words).first();
    await expect(event).toContainText(invited.email);
    await expect(event).toContainText(other.email);
  }
});

test("a second person learns that somebody else has asked, and a stale screen confirms nothing", async ({ page, browser, organisation }) => {
  const [member, other, third] = await Promise.all([join(organisation), join(organisation), join(organisation)]);
  const invited = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  await ask(new InviteePage(page), organisation, invited, other);
  const admit = new Console(await (await browser.newContext()).newPage());
  await admit.signIn(organisation.admin, `${paths.users(organisation.id)}?invitation=${invited.id}`, "Users");
  await admit.dialog.getByRole("button", { name: "Confirm" }).click();

  const invitee = new InviteePage(await (await browser.newContext()).newPage());
  await invitee.open(invited.link, /You’re invited/);
  await invitee.signIn.click();
  await invitee.signInAs(third);
  await invitee.page.getByRole("button", { name: /^Ask / }).click();
  await invitee.shows("Someone else has already asked");
  await invitee.page.getByRole("button", { name: "Use another account" }).click(); // the invitee accepts, and the request is over
  await invitee.signInAs(member);
  await invitee.shows("You’re all set");

  await admit.dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(admit.dialog).toContainText("Invitation already accepted");
  expect(await rolesOf(other.email, other.password)).toEqual(["billing-viewer"]);
});
