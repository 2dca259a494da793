// Names of the maximum length without spaces, on a small phone and on a desktop at 200%
// zoom.
import { call } from "../fixtures/api";
import { expectToFit } from "../fixtures/axe";
import { found, invite, join, newAccount, newAddress, unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

const long = (name: string) => unique(name).padEnd(100, "o");

test("the longest names fit everywhere", async ({ page }) => {
  const partner = await found(long("Partner"), { partner: true });
  const below = await call<{ id: string; name: string }>("POST", `/organisations/${partner.id}/organisations`, { bearer: partner.admin.token, body: { name: long("Organisation") } });
  const organisation = { ...below, admin: partner.admin };
  const account = await newAccount(organisation, long("Account"));
  const names = { firstName: long("First"), lastName: long("Last") };
  const email = newAddress("a".repeat(40));
  const member = await join(organisation, { ...names, email, accountId: account.id, roles: ["developer", "billing-viewer"] });
  const pending = await invite(organisation, { ...names, accountId: account.id });

  const admit = new Console(page);
  await admit.signIn(partner.admin, "", "Home");
  const { id } = organisation;
  for (const [path, words] of [
    ["", below.name], ["/me", partner.name],
    [paths.users(id), pending.email], [`${paths.users(id)}?view=people`, email], [`${paths.users(id)}?invitation=${pending.id}`, names.lastName],
    [paths.invite(id), below.name], [paths.members(id), partner.name],
    [paths.member(id, member.id), account.name], [paths.member(id, partner.admin.id), partner.name],
    [`${paths.checkAccess(id)}?person=${member.id}&permission=billing:read&account=${account.id}`, account.name],
    [paths.structure(id), partner.name], [paths.auditLog(id), names.lastName],
  ] as const) {
    for (const size of [{ width: 640, height: 400 }, { width: 360, height: 740 }]) {
      await page.setViewportSize(size);
      await admit.open(path);
      await expect(page.getByText(words).first()).toBeAttached();
      await test.step(`${path} at ${size.width}`, () => expectToFit(page));
    }
  }
  await admit.open(paths.members(id), "Permissions");
  await page.getByRole("button", { name: /^Why\? Olga/ }).click();
  await expect(admit.dialog).toContainText("with all organisations below it");
  await expectToFit(page);
  await admit.open(paths.member(id, member.id), "Edit access");
  await admit.button("Remove access").click();
  await expect(admit.dialog).toContainText("Takes effect immediately.");
  await expectToFit(page);
});
