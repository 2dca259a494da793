// Names of the maximum length without spaces, on a small phone and on a desktop at 200%
// zoom.
import type { Page } from "@playwright/test";
import { call } from "../fixtures/api";
import { expectToFit } from "../fixtures/axe";
import { found, invite, join, newAccount, newAddress, unique, type Invited, type Organisation, type Person } from "../fixtures/people";
import { expect, test as base } from "../fixtures/test";
import { Console, paths } from "./console";

interface LongNames {
  partner: Organisation;
  organisation: Organisation; // below the partner, with its administrator
  account: { id: string; name: string };
  member: Person;
  pending: Invited;
}

const long = (name: string) => unique(name).padEnd(100, "o");
const names = { firstName: long("First"), lastName: long("Last") };

const test = base.extend<object, { named: LongNames }>({
  named: [async ({}, use) => use(await makeLongNames()), { scope: "worker", timeout: 240_000 }],
});

// The tests share a worker, and so what has the names.
test.describe.configure({ mode: "default" });

async function makeLongNames(): Promise<LongNames> {
  const partner = await found(long("Partner"), { partner: true });
  const below = await call<{ id: string; name: string }>("POST", `/organisations/${partner.id}/organisations`, { bearer: partner.admin.token, body: { name: long("Organisation") } });
  const organisation = { ...below, admin: partner.admin };
  const account = await newAccount(organisation, long("Account"));
  const email = newAddress("a".repeat(40));
  const member = await join(organisation, { ...names, email, accountId: account.id, roles: ["developer", "billing-viewer"] });
  return { partner, organisation, account, member, pending: await invite(organisation, { ...names, accountId: account.id }) };
}

// Each group is a test of its own: the paths, and what shows that they are loaded.
const groups: Record<string, (named: LongNames) => (readonly [string, string])[]> = {
  "the user's own screens": ({ partner, organisation }) => [["", organisation.name], ["/me", partner.name]],
  "the users": ({ organisation: { id }, member, pending }) => [
    [paths.users(id), pending.email], [`${paths.users(id)}?view=people`, member.email], [`${paths.users(id)}?invitation=${pending.id}`, names.lastName],
  ],
  "the access": ({ partner, organisation: { id }, account, member }) => [
    [paths.members(id), partner.name], [paths.member(id, member.id), account.name], [paths.member(id, partner.admin.id), partner.name],
  ],
  "the other screens": ({ partner, organisation: { id, name }, account, member }) => [
    [paths.invite(id), name], [`${paths.checkAccess(id)}?person=${member.id}&permission=billing:read&account=${account.id}`, account.name],
    [paths.structure(id), partner.name], [paths.auditLog(id), names.lastName],
  ],
};

for (const [group, screens] of Object.entries(groups)) {
  test(`the longest names fit in ${group}`, async ({ page, named }) => {
    const admit = new Console(page);
    await admit.signIn(named.partner.admin, "", "Home");
    for (const [path, words] of screens(named)) {
      await admit.open(path);
      await expect(page.getByText(words).first()).toBeAttached();
      await expectToFitBoth(page, path);
    }
  });
}

test("the longest names fit in dialogs", async ({ page, named: { partner, organisation: { id }, member } }) => {
  const admit = new Console(page);
  await admit.signIn(partner.admin, paths.members(id), "Permissions");
  await page.getByRole("button", { name: /^Why\? Olga/ }).click();
  await expect(admit.dialog).toContainText("with all organisations below it");
  await expectToFitBoth(page, "why");
  await admit.open(paths.member(id, member.id), /^Edit access/);
  await admit.button("Remove access").click();
  await expect(admit.dialog).toContainText("Takes effect immediately.");
  await expectToFitBoth(page, "remove");
});

async function expectToFitBoth(page: Page, what: string): Promise<void> {
  for (const size of [{ width: 640, height: 400 }, { width: 360, height: 740 }]) {
    await page.setViewportSize(size);
    await test.step(`${what} at ${size.width}`, () => expectToFit(page));
  }
}
