// Invitations whose inviter may no longer grant what they offer.
import { invite, join, newAddress, register, remove } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("invitations of an administrator who was removed are found and taken over, one and then all", async ({ page, organisation }) => {
  const deputy = await join(organisation, { roles: ["organisation-admin"] });
  const byDeputy = { ...organisation, admin: deputy };
  const invited = await Promise.all([1, 2, 3].map((n) => invite(byDeputy, { email: newAddress(`00-orphan-${n}`) })));
  const [first, ...others] = invited.map(({ email }) => email) as [string, ...string[]];
  await remove(organisation, deputy);

  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await admit.filterByEmail("00-orphan-");
  await expect(admit.row(first)).toContainText("Needs a new inviter");
  await admit.select("Status", "Needs a new inviter");
  await expect(admit.row("00-orphan-")).toHaveCount(3);

  await admit.row(first).getByRole("button", { name: first, exact: true }).click();
  await expect(admit.dialog).toContainText(`${deputy.firstName} ${deputy.lastName} can no longer grant these roles, so no one can accept this invitation.`);
  await admit.dialog.getByRole("button", { name: "Take over", exact: true }).click();
  await expect(admit.dialog).toContainText(`The link sent to ${first} stays valid, and no email is sent.`);
  await admit.dialog.getByRole("button", { name: "Take over", exact: true }).click();
  await admit.expectNotice(`You’re now the inviter of ${first}.`);
  await expect(admit.row("00-orphan-")).toHaveCount(2);

  await admit.button("Take over all").click();
  await expect(admit.dialog).toContainText("Take over 2 invitations");
  for (const email of others) await expect(admit.dialog).toContainText(email);
  await admit.dialog.getByRole("button", { name: "Take over", exact: true }).click();
  await expect(admit.dialog.getByText("Done", { exact: true })).toHaveCount(2);
  await admit.dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(admit.content).toContainText("No matching invitations");

  await admit.select("Status", "Any");
  await expect(admit.row("00-orphan-")).toHaveCount(3);
  await expect(admit.content.getByText("Needs a new inviter")).toHaveCount(0);
  for (const one of invited) await register(one);
});
