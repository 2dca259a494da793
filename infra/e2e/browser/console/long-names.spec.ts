// Names as long as they may be, in one word, on every screen of a small phone
// and of a desk at twice the size.
import { call } from "../fixtures/api";
import { expectToFit } from "../fixtures/axe";
import { found, invite, join, newAccount, newAddress, unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

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
  await admit.enter(partner.admin, "", "Home");
  const { id } = organisation;
  for (const [path, words] of [
    ["", below.name], ["/me", partner.name],
    [screen.users(id), pending.email], [`${screen.users(id)}?view=people`, email], [`${screen.users(id)}?invitation=${pending.id}`, names.lastName],
    [screen.invite(id), below.name], [screen.permissions(id), partner.name],
    [screen.permission(id, member.id), account.name], [screen.permission(id, partner.admin.id), partner.name],
    [screen.structure(id), partner.name], [screen.activity(id), names.lastName],
  ] as const) {
    for (const size of [{ width: 640, height: 400 }, { width: 360, height: 740 }]) {
      await page.setViewportSize(size);
      await admit.go(path);
      await expect(page.getByText(words).first()).toBeAttached();
      await test.step(`${path} at ${size.width}`, () => expectToFit(page));
    }
  }
  await admit.go(screen.permission(id, member.id), "Edit access");
  await admit.button("Remove access").click();
  await expect(admit.dialog).toContainText("It takes effect at once");
  await expectToFit(page);
});
