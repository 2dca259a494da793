// Inviting many people at once.
import { expectNarrow } from "../fixtures/axe";
import { invite, join, newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("thirty invitations at once: each has a result, and the failed ones are retried", async ({ page, organisation }) => {
  const [member, pending] = await Promise.all([join(organisation), invite(organisation)]);
  const fresh = Array.from({ length: 27 }, () => newAddress("batch"));
  const impossible = "two..dots@people.example"; // has the form of an email address, but is not valid
  const refused = [member.email, pending.email, impossible];
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");

  const to = page.getByLabel("Email addresses");
  await to.fill("Ada <ada@people.example>; nobody");
  await to.blur();
  await expect(admit.content).toContainText("Not a valid email address: nobody");
  await expect(page.getByLabel("First name of ada@people.example")).toHaveValue("Ada");
  await admit.button("Remove the invalid one").click();
  await expect(to).toHaveValue("Ada <ada@people.example>; ");
  await page.locator("input[type=file]").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from("E-Mail;Vorname;Name\nzoë@people;Zoë;Ek\njo@people.example;Jö;Dahl\n", "latin1") });
  await expect(admit.row("zoë@people")).toContainText("Not a valid email address");
  await admit.button("Remove zoë@people;Zoë;Ek").click();
  await expect(page.getByLabel("Last name of jo@people.example")).toHaveValue("Dahl");
  await expect(admit.button("Send 2 invitations")).toBeVisible();
  await to.fill([...fresh, ...refused, fresh[0]].join(", "));
  await expect(admit.content).toContainText("30 addresses");
  await expect(admit.content).toContainText(/Duplicate, invited once/);
  await expect(page.getByLabel("First name – optional")).toHaveCount(0); // there are name fields for a single person only
  await admit.addRoles("Billing Viewer");
  await admit.button("Send 30 invitations").click();

  await expect(admit.content).toContainText("27 people were invited, 3 addresses couldn’t be invited.");
  await expect(admit.row("The email is queued.")).toHaveCount(27);
  await expect(admit.row(member.email).getByRole("link", { name: `View access for ${member.email}` })).toBeVisible();
  await expect(admit.row(pending.email).getByRole("link", { name: `View invitation for ${pending.email}` })).toBeVisible();
  await expect(admit.row(impossible)).toContainText("Not invited");
  await expectNarrow(page);

  await admit.button("Retry 3 addresses").click();
  await expect(to).toHaveValue(refused.join("\n"));
  await expect(page.getByRole("list", { name: "Selected roles" })).toContainText("Billing Viewer");
  await admit.button("Send 3 invitations").click();
  await expect(admit.content).toContainText("No one was invited, 3 addresses couldn’t be invited.");
  await admit.row(pending.email).getByRole("link").click();
  await admit.expectHeading("Users");
  await expect(admit.dialog).toContainText(pending.email);
});
