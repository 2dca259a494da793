// Check access: whether a member has a permission, with the reasons.
import { join, remove } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("the answer has its reasons, can be sent to a colleague, and follows a removal", async ({ page, elsewhere, world: { organisation, partner, drift } }) => {
  const member = await join(organisation, { firstName: "Cara", lastName: "Check", accountId: drift.id, roles: ["developer"] });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await admit.menu.getByRole("link", { name: "Check access" }).click();
  await admit.expectHeading("Check access");
  await expect(page.getByRole("heading", { name: "Result" })).toHaveCount(0);

  await page.getByLabel("Member", { exact: true }).click();
  await page.getByLabel("Name or email address").fill(member.email);
  await page.getByRole("option", { name: member.email }).click();
  await admit.select("Permission", "webhook:create");
  await expect(admit.content).toContainText("Not allowed");
  await expect(admit.content).toContainText("None of this member’s roles allows it here.");

  await admit.select("Scope", drift.name);
  await expect(admit.content).toContainText(/As of .*\d\d:\d\d/);
  const reason = admit.content.getByRole("list", { name: "Roles that give access" }).getByRole("listitem");
  for (const words of ["Developer", `Account ${drift.name}`, "Ada Berg"]) await expect(reason).toContainText(words);
  await expect(reason.getByRole("link", { name: "View invitation" })).toBeVisible();

  const colleague = new Console(elsewhere);
  await colleague.signIn(partner.admin, page.url().split("/console")[1], "Check access");
  await expect(colleague.content).toContainText(member.email);
  await expect(colleague.content.getByRole("listitem").filter({ hasText: "Developer" })).toBeVisible();

  await remove(organisation, member);
  await admit.button("Refresh").click();
  await expect(admit.content).toContainText("Not allowed");
  await expect(reason).toHaveCount(0);
});

test("an address with a permission or an account that does not exist says so", async ({ page, world: { organisation: { id, admin }, reader } }) => {
  const admit = new Console(page);
  await admit.signIn(admin, `${paths.checkAccess(id)}?person=${reader.id}&permission=billing:fly&account=gone`, "Check access");
  await expect(admit.content).toContainText("No role has the permission billing:fly.");
  await expect(admit.content).toContainText("This account doesn’t exist.");
  await expect(page.getByRole("heading", { name: "Result" })).toHaveCount(0);
  await admit.select("Permission", "billing:read");
  await admit.select("Scope", "Whole organisation");
  await expect(admit.content.getByRole("listitem").filter({ hasText: "Billing Viewer" })).toContainText("billing: read");
});
