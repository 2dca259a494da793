// Page object of the console in English.
import { expect, type Locator, type Page } from "@playwright/test";
import { deployment } from "../fixtures/deployment";
import type { Person } from "../fixtures/people";
import { signInAs } from "../fixtures/sign-in";

export class Console {
  readonly heading: Locator;
  readonly content: Locator;
  readonly menu: Locator;
  readonly dialog: Locator;
  readonly busyNotice: Locator;

  constructor(readonly page: Page) {
    this.heading = page.getByRole("heading", { level: 1 });
    this.content = page.locator("#content");
    this.menu = page.getByRole("navigation").filter({ has: page.getByRole("link", { name: "My access" }) });
    this.dialog = page.getByRole("dialog").filter({ visible: true });
    this.busyNotice = page.getByText(/^The server is busy\. Trying again in \d+ seconds?\.$/).filter({ visible: true });
  }

  // signIn opens a path as a person who is not signed in yet.
  async signIn(person: Pick<Person, "email" | "password">, path = "", heading: string | RegExp = /\S/): Promise<void> {
    await this.startSignIn(person, path);
    await this.expectHeading(heading);
  }

  // startSignIn is signIn without waiting for the screen to load.
  async startSignIn(person: Pick<Person, "email" | "password">, path: string): Promise<void> {
    await this.page.goto(deployment.consoleUrl + path);
    await signInAs(this.page, person);
  }

  // open opens another path in the same session.
  async open(path: string, heading: string | RegExp = /\S/): Promise<void> {
    await this.page.goto(deployment.consoleUrl + path);
    await this.expectHeading(heading);
  }

  async expectHeading(heading: string | RegExp): Promise<void> {
    await expect(this.heading).toHaveText(heading);
    await expect(this.content.getByText("Loading…")).toHaveCount(0);
  }

  // expectNotice waits for a notification or another visible text.
  async expectNotice(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).filter({ visible: true }).first()).toBeVisible();
  }

  // select selects an option of a select field.
  async select(field: string, option: string): Promise<void> {
    await this.page.getByLabel(field, { exact: true }).click();
    await this.page.getByRole("option", { name: option, exact: true }).click();
  }

  // addRoles adds recommended roles in the role picker.
  async addRoles(...names: string[]): Promise<void> {
    await this.button("Add roles").click();
    for (const name of names) await this.dialog.getByRole("button", { name: `Add ${name}`, exact: true }).click();
    await this.dialog.getByRole("button", { name: /^Done/ }).click();
    await expect(this.dialog).toHaveCount(0);
  }

  // startAction opens the dialog of an action on a listed invitation.
  async startAction(email: string, action: string): Promise<void> {
    await this.button(`Actions for ${email}`).click();
    await this.page.getByRole("menuitem", { name: action, exact: true }).click();
  }

  // expireSession refuses the access token and the refresh token, until all routes are
  // removed from the page.
  async expireSession(): Promise<void> {
    await this.page.route(`${deployment.apiUrl}/organisations/**`, (route) => route.fulfill({ status: 401, json: { message: "Unauthorized" } }));
    await this.page.route(/\/oauth2\/token$/, (route) => route.fulfill({ status: 400, headers: { "Access-Control-Allow-Origin": "*" }, json: { error: "invalid_grant" } }));
  }

  // filterByEmail filters a list by the start of an email address, because other tests add entries too.
  async filterByEmail(email: string): Promise<void> {
    await this.content.getByRole("searchbox").fill(email);
    await expect(this.row(email)).not.toHaveCount(0);
  }

  row(text: string): Locator {
    return this.content.getByRole("row").filter({ hasText: text });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }
}

export const paths = {
  users: (id: string) => `/organisations/${id}/users`,
  // With the whole organisation selected, because other tests create accounts.
  invite: (id: string) => `/organisations/${id}/users/invite?account=`,
  members: (id: string) => `/organisations/${id}/permissions`,
  member: (id: string, userId: string) => `/organisations/${id}/permissions/${userId}`,
  checkAccess: (id: string) => `/organisations/${id}/check-access`,
  structure: (id: string) => `/organisations/${id}/structure`,
  auditLog: (id: string) => `/organisations/${id}/activity`,
};
