// The invitations to somebody who has signed in.
import { found, invite, join, rolesOf, unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console } from "./console";

test("invitations for the user are accepted and declined without the email", async ({ page, organisation }) => {
  const other = await found(unique("Harbour"));
  const third = await found(unique("Quarry"));
  const member = await join(organisation);
  await invite(other, { email: member.email, roles: ["audit-viewer"] });
  await invite(third, { email: member.email, roles: ["signing-viewer"] });
  const admit = new Console(page);
  await admit.signIn(member, "", "Home");
  await expect(page.getByLabel("2 invitations for you")).toBeVisible();

  await admit.button(`Accept the invitation to ${other.name}`).click();
  await admit.expectNotice(`You’ve accepted the invitation to ${other.name}.`);
  await expect(admit.content.getByRole("link", { name: other.name })).toBeVisible();
  expect(await rolesOf(member.email, member.password)).toContain("audit-viewer");

  await admit.button(`Decline the invitation to ${third.name}`).click();
  await admit.dialog.getByRole("button", { name: "Decline" }).click();
  await admit.expectNotice(`You’ve declined the invitation to ${third.name}.`);
  await expect(page.getByRole("heading", { name: "Invitations for you" })).toHaveCount(0);

  await admit.open("/me", "My access");
  await admit.button("Edit name").click();
  await admit.dialog.getByLabel("First name").fill("Augusta Ada");
  await admit.dialog.getByRole("button", { name: "Save" }).click();
  await admit.expectNotice("Your name has been changed.");
  await expect(admit.content).toContainText("Augusta Ada");
});
