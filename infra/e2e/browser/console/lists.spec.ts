// The lists of people: search by name, selection, size and what is saved.
import { readFile } from "node:fs/promises";
import { call } from "../fixtures/api";
import { inviteAll, join, newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("invitations are found by name, selected, revoked together and saved", async ({ page, organisation }) => {
  const named = newAddress("00-zed"); // first in the list, which other tests share
  const others = Array.from({ length: 11 }, () => newAddress("00-list"));
  const invitations = [{ email: named, firstName: "Zoë", lastName: "=Åkerblom", roles: ["billing-viewer"] }];
  await call("POST", `/organisations/${organisation.id}/invitations/batch`, { bearer: organisation.admin.token, body: { invitations, dryRun: false } });
  await inviteAll(organisation, others);
  const admit = new Console(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await expect(admit.row(named)).toBeVisible();
  await page.waitForLoadState("networkidle"); // the font that stays is wider
  expect(await rowsOnScreen(admit), "rows at 1280 × 800").toBeGreaterThanOrEqual(9);
  expect(await admit.content.locator("table").first().evaluate((table) => table.scrollWidth - (table.parentElement?.clientWidth ?? 0)), "columns are cut off").toBeLessThanOrEqual(0);

  await page.keyboard.press("/");
  await page.keyboard.type("zoe");
  await expect(admit.row("00-list-")).toHaveCount(0);
  await expect(admit.row(named)).toContainText("Zoë =Åkerblom");
  const saved = page.waitForEvent("download");
  await admit.button("Download CSV").click();
  const lines = (await readFile(await (await saved).path(), "utf8")).trimEnd().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`${named},Zoë,'=Åkerblom,`);

  await admit.content.getByRole("searchbox").fill("00-list-");
  await expect(admit.row(named)).toHaveCount(0);
  for (const email of others.slice(0, 2)) await page.getByRole("checkbox", { name: `Select ${email}` }).check();
  await admit.button("Revoke 2 invitations").click();
  await admit.dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(admit.dialog.getByText("Done", { exact: true })).toHaveCount(2);
  await admit.dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(admit.row("00-list-")).toHaveCount(9);
});

test("the access of several members is removed after a look at what goes", async ({ page, organisation }) => {
  const people = await Promise.all([join(organisation, { roles: ["audit-viewer"] }), join(organisation, { roles: ["audit-viewer"] })]);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await expect(page.getByRole("checkbox", { name: `Select ${organisation.admin.email}` })).toBeDisabled();
  for (const { email } of people) await page.getByRole("checkbox", { name: `Select ${email}` }).check();
  await admit.button("Remove access for 2 members").click();
  await expect(admit.dialog.getByText("Audit Viewer")).toHaveCount(2);
  await admit.dialog.getByRole("button", { name: "Remove access", exact: true }).click();
  await expect(admit.dialog.getByText("Done", { exact: true })).toHaveCount(2);
  await admit.dialog.getByRole("button", { name: "Close" }).last().click();
  for (const { email } of people) await expect(admit.row(email)).toHaveCount(0);
});

/** Returns how many rows are visible as a whole. */
function rowsOnScreen({ content }: Console): Promise<number> {
  return content.locator("tbody tr").evaluateAll((rows) => rows.filter((row) => row.getBoundingClientRect().bottom <= window.innerHeight).length);
}
