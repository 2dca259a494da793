// Access that ends, an address that was wrong, and access that is suspended.
import { call } from "../fixtures/api";
import { join, newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

const lastDay = "2098-12-31";
const until = /until 31 Dec 2098, 23:59/i;

test("an administrator limits, corrects and suspends access", async ({ page, organisation }) => {
  const member = await join(organisation);
  const mistyped = newAddress("mistyped");
  const corrected = newAddress("corrected");
  const admit = new Console(page);
  const setEnd = async (name: string) => {
    await admit.button(`Set an end date for ${name}`).click();
    const field = page.getByLabel(`Last day ${name}`);
    await expect(field).toBeFocused();
    await field.fill("2020-01-01");
    await expect(page.getByText("Choose today or a later day.")).toBeVisible();
    await field.fill(lastDay);
    await expect(page.getByText("Choose today or a later day.")).toHaveCount(0);
  };
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");

  await test.step("an invitation offers a role until a day", async () => {
    await page.getByLabel("Email addresses").fill(mistyped);
    await admit.addRoles("Billing Viewer");
    await setEnd("Billing Viewer");
    await admit.button("Send invitation").click();
    await expect(admit.row(mistyped)).toContainText(until);
  });

  await test.step("the address is corrected, and the end stays", async () => {
    await admit.startAction(mistyped, "Correct address");
    await admit.dialog.getByLabel("Email address").fill(corrected);
    await admit.button("Send to this address").click();
    await admit.expectNotice(`A new email to ${corrected} is queued.`);
    await expect(admit.row(mistyped)).toHaveCount(0);
    await admit.filterByEmail(corrected);
    await admit.startAction(corrected, "Revoke");
    await expect(admit.dialog).toContainText(until);
    await admit.dialog.getByRole("button", { name: "Cancel" }).click();
  });

  await test.step("a role that is held gets an end", async () => {
    await admit.open(`${paths.members(organisation.id)}?search=${member.email}`, "Permissions");
    await admit.row(member.email).getByRole("link", { name: /^Edit access/ }).click();
    await setEnd("Billing Viewer, Whole organisation");
    await admit.button("Save changes").click();
    await expect(admit.row(member.email)).toContainText(until);
  });

  await test.step("a suspended member has no access until they are reactivated", async () => {
    const reads = () => call<object>("GET", `/organisations/${organisation.id}`, { bearer: member.token }).then(() => "reads it", (error: Error) => (error.message.includes(": 404 ") ? "does not see it" : error.message));
    expect(await reads()).toBe("reads it");
    await admit.row(member.email).getByRole("link", { name: /^Edit access/ }).click();
    await admit.button("Suspend").click();
    await admit.dialog.getByRole("button", { name: "Suspend" }).click();
    await admit.expectNotice("Mona Member has been suspended.");
    expect(await reads()).toBe("does not see it");
    await admit.button("Reactivate").click();
    await admit.dialog.getByRole("button", { name: "Reactivate" }).click();
    await admit.expectNotice("Mona Member has been reactivated.");
    expect(await reads()).toBe("reads it");
  });

  await test.step("the path leads back to the filtered list", async () => {
    await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link", { name: "Permissions" }).click();
    await expect(admit.content.getByRole("searchbox")).toHaveValue(member.email);
    await expect(admit.row(organisation.admin.email)).toHaveCount(0);
  });
});
