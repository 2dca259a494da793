// The audit log: its filters are in the address, and what they find is saved as a file.
import { readFile } from "node:fs/promises";
import { invite, join } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("the audit log is filtered, linked to and saved", async ({ page, organisation }) => {
  const [member, invited] = await Promise.all([join(organisation), invite(organisation)]);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.auditLog(organisation.id), "Audit log");
  await expect(admit.content).toContainText(invited.email);
  await page.getByLabel("Person").click();
  await page.getByRole("option", { name: member.email }).click();
  await page.getByRole("button", { name: "Access", exact: true }).click();
  await expect(admit.content).not.toContainText(invited.email);
  await expect(admit.content).toContainText("Showing 1 event.");
  expect(new URL(page.url()).searchParams.get("category")).toBe("access");
  await page.reload();
  await expect(admit.content).toContainText("Showing 1 event.");

  await admit.button("Download").click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Download CSV" }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/^Audit log \d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^\ufefftime,type,/);
  expect(lines[1]).toContain(member.email);

  await page.getByLabel("To", { exact: true }).fill("2020-01-31");
  await expect(admit.content).toContainText("No matching events");
  await admit.button("Clear filters").click();
  await expect(admit.content).toContainText(invited.email);
});
