// The sample product with two browsers, as the README tells it: an administrator in the
// console, and a person in the product.
import type { Locator, Page } from "@playwright/test";
import { Console } from "../console/console";
import { call } from "../fixtures/api";
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { join, newAddress, newPassword, type Person } from "../fixtures/people";
import { startSample } from "../fixtures/sample";
import { signInAs } from "../fixtures/sign-in";
import { expect, test } from "../fixtures/test";
import { InviteePage } from "../invitee/invitee";

// The frame with the email blocks all scripts, including Playwright's own.
test.use({ tolerated: /Blocked script execution in '[^']*\/mails\// });

// The product has one port, so its tests run one after another.
test.describe.configure({ mode: "serial" });

let stop = () => {};
test.beforeAll(async () => {
  test.setTimeout(300_000); // it is built first
  stop = await startSample();
});
test.afterAll(() => { stop(); });

class Product {
  readonly message: Locator;

  constructor(readonly page: Page) {
    this.message = page.getByRole("status");
  }

  async signIn(person: Pick<Person, "email" | "password">): Promise<void> {
    await this.page.goto(deployment.productOrigin);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await signInAs(this.page, person);
    await expect(this.page).toHaveURL(`${deployment.productOrigin}/`);
  }

  card(scope: string): Locator {
    return this.page.locator("section").filter({ has: this.page.getByRole("heading", { name: scope, exact: true }) });
  }

  button(scope: string, name: string): Locator {
    return this.card(scope).getByRole("button", { name });
  }
}

test("a person is invited, buys, and is refused at the very next click after the removal", async ({ page, elsewhere, organisation }) => {
  const ada = { email: newAddress("ada"), password: newPassword() };
  const admin = new Console(page);
  const product = new Product(elsewhere);

  await test.step("the administrator invites", async () => {
    await admin.signIn(organisation.admin, `/organisations/${organisation.id}/users/invite?account=`, "Invite users");
    await page.getByLabel("Email addresses").fill(ada.email);
    await page.getByLabel("First name").fill("Ada");
    await page.getByLabel("Last name").fill("Lovelace");
    await admin.addRoles("Organisation Admin");
    await admin.button("Send invitation").click();
    await admin.expectNotice("has been invited.");
  });

  await test.step("the person accepts", async () => {
    await admin.filterByEmail(ada.email);
    await expect(admin.row(ada.email)).toContainText(/Sent|Delivered/); // polled
    const invitee = await InviteePage.fromInbox(elsewhere, ada.email);
    await invitee.shows(`You’re invited to ${organisation.name}`);
    await invitee.register(ada.password);
    await invitee.page.close();
  });

  await test.step("the person buys", async () => {
    await product.signIn(ada);
    await expect(product.card(organisation.name)).toContainText("You’re Organisation Admin.");
    await product.button(organisation.name, "Buy a box").click();
    await expect(product.message).toHaveText("Thank you! Order 1 is on its way.");
    await product.button(organisation.name, "Invoices").click();
    await expect(product.message).toHaveText("One box of cinnamon buns, ordered by the Organisation Admin");
    await expectAccessible(elsewhere);
    await expectNarrow(elsewhere);
  });

  await test.step("the administrator removes the access", async () => {
    await admin.menu.getByRole("link", { name: "Permissions" }).click();
    await admin.filterByEmail(ada.email);
    await admin.row(ada.email).getByRole("button", { name: "Remove access for Ada Lovelace" }).click();
    await admin.dialog.getByRole("button", { name: "Remove access" }).click();
    await admin.expectNotice(`Access to ${organisation.name} has been removed for Ada Lovelace`);
  });

  await test.step("the very next click is refused", async () => {
    const answer = elsewhere.waitForResponse((response) => response.url().startsWith(`${deployment.productOrigin}/organisations/`));
    await expect(product.button(organisation.name, "Buy a box")).toBeEnabled(); // the page does not know yet
    await product.button(organisation.name, "Buy a box").click();
    expect((await answer).status()).toBe(403);
    await expect(product.message).toHaveText("Not allowed. You need the permission marketplace:purchase to do this.");
    await expect(elsewhere.getByText("You don’t have access to any organisation.")).toBeVisible();
  });
});

test("what a person may not do is disabled with the reason, and refused by the back end in any case", async ({ page, organisation }) => {
  const member = await join(organisation, { roles: ["billing-viewer"] });
  const product = new Product(page);
  await product.signIn(member);
  await expect(product.button(organisation.name, "Invoices")).toBeEnabled();
  await expect(product.button(organisation.name, "Buy a box")).toBeDisabled();
  await expect(product.card(organisation.name)).toContainText("You need the permission marketplace:purchase.");
  await product.button(organisation.name, "Buy a box").evaluate((button: HTMLButtonElement) => { button.disabled = false; });
  await product.button(organisation.name, "Buy a box").click();
  await expect(product.message).toHaveText("Not allowed. You need the permission marketplace:purchase to do this.");
  await expect(product.button(organisation.name, "Buy a box")).toBeDisabled();
});

test("a role in one account counts there and nowhere else", async ({ page, organisation }) => {
  const { id, name } = await call<{ id: string; name: string }>("POST", `/organisations/${organisation.id}/accounts`, { bearer: organisation.admin.token, body: { name: "Bakery" } });
  const member = await join(organisation, { roles: ["account-admin"], accountId: id });
  const product = new Product(page);
  await product.signIn(member);
  await product.button(`${organisation.name}, ${name}`, "Buy a box").click();
  await expect(product.message).toHaveText("Thank you! Order 1 is on its way.");
  await expect(product.button(organisation.name, "Buy a box")).toBeDisabled();
});
