// Many at once.
import { expectNarrow } from "../fixtures/axe";
import { invite, join, newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

test("thirty at once: each has an outcome, and the refused are tried again", async ({ page, organisation }) => {
  const [member, pending] = await Promise.all([join(organisation), invite(organisation)]);
  const fresh = Array.from({ length: 27 }, () => newAddress("batch"));
  const impossible = "two..dots@people.example"; // looks like an address, and is none
  const refused = [member.email, pending.email, impossible];
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.invite(organisation.id), "Invite users");

  const to = page.getByLabel("Mail addresses");
  await to.fill("Ada <ada@people.example>; nobody");
  await to.blur();
  await expect(admit.content).toContainText("This is no mail address: nobody");
  await to.fill([...fresh, ...refused, fresh[0]].join(", "));
  await expect(admit.content).toContainText("30 addresses");
  await expect(admit.content).toContainText(/[Tt]wice or more, invited once/);
  await expect(page.getByLabel("First name")).toHaveCount(0); // names are for one person
  await admit.addRoles("Billing Viewer");
  await admit.button("Send 30 invitations").click();

  await expect(admit.content).toContainText("27 people were invited, 3 addresses were refused.");
  await expect(admit.row("The mail is queued.")).toHaveCount(27);
  await expect(admit.row(member.email).getByRole("link", { name: `See what ${member.email} holds` })).toBeVisible();
  await expect(admit.row(pending.email).getByRole("link", { name: `See the invitation of ${pending.email}` })).toBeVisible();
  await expect(admit.row(impossible)).toContainText("Refused");
  await expectNarrow(page);

  await admit.button("Try the 3 refused again").click();
  await expect(to).toHaveValue(refused.join("\n"));
  await expect(page.getByRole("list", { name: "Chosen roles" })).toContainText("Billing Viewer");
  await admit.button("Send 3 invitations").click();
  await expect(admit.content).toContainText("Nobody was invited, 3 addresses were refused.");
  await admit.row(pending.email).getByRole("link").click();
  await admit.shows("Users");
  await expect(admit.dialog).toContainText(pending.email);
});
