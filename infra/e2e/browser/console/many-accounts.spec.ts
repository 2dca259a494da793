// Organisations with many accounts, and people with access to many organisations: the API answers in pages.
import { expectAccessible } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { answerTo } from "../fixtures/network";
import { accept, invite, join } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("all pages of accounts and of grants are shown", async ({ page, organisation, world }) => {
  const member = await join(organisation, { roles: ["audit-viewer"] });
  await accept(await invite(world.organisation, { email: member.email, roles: ["billing-viewer"] }), member);
  const cursors: string[] = [];
  for (const path of ["/me?*", "/organisations/*?*"]) {
    await page.route(deployment.apiUrl + path, (route) => {
      const url = new URL(route.request().url());
      if (url.searchParams.has("cursor")) cursors.push(url.pathname);
      url.searchParams.set("limit", "1");
      return route.continue({ url: url.href });
    });
  }
  const admit = new Console(page);
  await admit.signIn(member, "/me", "My access");
  await expect(admit.content.getByRole("rowheader", { name: "Audit Viewer" })).toBeVisible();
  await expect(admit.content.getByRole("rowheader", { name: "Billing Viewer" })).toBeVisible();
  expect(cursors).toContain("/me");
  await admit.open(paths.structure(world.organisation.id), "Organisations and accounts");
  for (const { name } of [world.drift, world.support]) await expect(admit.content.getByText(name, { exact: true })).toBeVisible();
  expect(cursors).toContain(`/organisations/${world.organisation.id}`);
});

test("one of five hundred accounts is found and selected", async ({ page, organisation }) => {
  let first: object | undefined;
  await page.route(`${deployment.apiUrl}/organisations/${organisation.id}?*`, async (route) => {
    first ??= JSON.parse((await answerTo(route)).body) as object;
    const from = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
    const accounts = Array.from({ length: 100 }, (_, at) => ({ id: `account-${from + at}`, name: `Account ${String(from + at).padStart(3, "0")}`, administer: true }));
    await route.fulfill({ json: { ...first, accounts, nextCursor: from < 400 ? String(from + 100) : undefined } });
  });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Account", { exact: true }).click();
  await expect(page.getByRole("option", { name: "Account 000" })).toBeVisible();
  expect(await page.getByRole("option").count(), "options that are drawn").toBeLessThan(100);
  await page.getByLabel("Search the list").filter({ visible: true }).fill("account 497");
  await page.getByRole("option", { name: "Account 497" }).click();
  await expect(page.getByLabel("Account", { exact: true })).toContainText("Account 497");
  await expectAccessible(page);
});
