// Why somebody has access: the chain from each role to who granted it.
import { join } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("a grant leads to its invitation, or says that there is none", async ({ page, organisation }) => {
  const member = await join(organisation, { firstName: "Wanda", lastName: "Why" });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.member(organisation.id, member.id), /^Edit access/);
  await admit.addRoles("Signing Viewer");
  await admit.button("Save changes").click();
  await admit.expectHeading("Permissions");
  await admit.filterByEmail(member.email);
  await admit.row(member.email).getByRole("button", { name: "Why? Wanda Why" }).click();

  await expect(admit.dialog).toContainText("Why Wanda Why has access");
  const reasons = admit.dialog.getByRole("list", { name: "Roles that give access" });
  const invited = reasons.getByRole("listitem").filter({ hasText: "Billing Viewer" });
  for (const words of ["billing: read", "Whole organisation", "Olga Owner"]) await expect(invited).toContainText(words);
  const added = reasons.getByRole("listitem").filter({ hasText: "Signing Viewer" });
  for (const words of ["document: read", "Olga Owner", "None on record."]) await expect(added).toContainText(words);
  await expect(added.getByRole("link")).toHaveCount(0);

  await invited.getByRole("link", { name: "View invitation" }).click();
  await admit.expectHeading("Users");
  await expect(admit.dialog).toContainText(member.email);
  await expect(admit.dialog).toContainText("Accepted");
});

test("inherited access names the organisation that it comes from", async ({ page, world: { organisation, partner } }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  const why = admit.row(partner.admin.email).getByRole("button", { name: /^Why\?/ });
  await why.click();
  const reason = admit.dialog.getByRole("listitem").filter({ hasText: "Partner Organisation Admin" });
  for (const words of ["Inherited from Nordlys Gruppen", "Nordlys Gruppen, with all organisations below it", "Everything at this scope", "Operator"]) {
    await expect(reason).toContainText(words);
  }
  await expect(reason.getByRole("link"), "to an invitation of an organisation that the user does not administer").toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(admit.dialog).toHaveCount(0);
  await expect(why).toBeFocused();
});
