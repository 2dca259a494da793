// The console as a person finds their way in it, in English.
import { expect, type Locator, type Page } from "@playwright/test";
import { deployment } from "../fixtures/deployment";
import type { Person } from "../fixtures/people";
import { signInAs } from "../fixtures/sign-in";

export class Console {
  readonly heading: Locator;
  readonly content: Locator;
  readonly menu: Locator;
  readonly dialog: Locator;

  constructor(readonly page: Page) {
    this.heading = page.getByRole("heading", { level: 1 });
    this.content = page.locator("#content");
    this.menu = page.getByRole("navigation").filter({ has: page.getByRole("link", { name: "My access" }) });
    this.dialog = page.getByRole("dialog").filter({ visible: true });
  }

  // enter goes to a screen of somebody who is not signed in yet.
  async enter(person: Pick<Person, "email" | "password">, path = "", heading: string | RegExp = /\S/): Promise<void> {
    await this.arrive(person, path);
    await this.shows(heading);
  }

  // arrive does not wait for what the screen reads.
  async arrive(person: Pick<Person, "email" | "password">, path: string): Promise<void> {
    await this.page.goto(deployment.consoleUrl + path);
    await signInAs(this.page, person);
  }

  // go opens another screen by its address, within the same session.
  async go(path: string, heading: string | RegExp = /\S/): Promise<void> {
    await this.page.goto(deployment.consoleUrl + path);
    await this.shows(heading);
  }

  async shows(heading: string | RegExp): Promise<void> {
    await expect(this.heading).toHaveText(heading);
    await expect(this.content.getByText("Loading…")).toHaveCount(0);
  }

  // told waits for an outcome at the head of the screen.
  async told(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).filter({ visible: true }).first()).toBeVisible();
  }

  // choose picks an option of a field that drops down.
  async choose(field: string, option: string): Promise<void> {
    await this.page.getByLabel(field, { exact: true }).click();
    await this.page.getByRole("option", { name: option, exact: true }).click();
  }

  // addRoles adds recommended roles from the picker.
  async addRoles(...names: string[]): Promise<void> {
    await this.button("Add roles").click();
    for (const name of names) await this.dialog.getByRole("button", { name: `Add ${name}`, exact: true }).click();
    await this.dialog.getByRole("button", { name: /^Done/ }).click();
    await expect(this.dialog).toHaveCount(0);
  }

  // act takes an action on an invitation that is listed, up to its dialogue.
  async act(email: string, action: string): Promise<void> {
    await this.button(`Actions for ${email}`).click();
    await this.page.getByRole("menuitem", { name: action, exact: true }).click();
  }

  // endSession has neither the access token nor its renewal taken any more, until
  // all routes are taken back.
  async endSession(): Promise<void> {
    await this.page.route(`${deployment.apiUrl}/organisations/**`, (route) => route.fulfill({ status: 401, json: { message: "Unauthorized" } }));
    await this.page.route(/\/oauth2\/token$/, (route) => route.fulfill({ status: 400, headers: { "Access-Control-Allow-Origin": "*" }, json: { error: "invalid_grant" } }));
  }

  // find narrows a list to addresses that begin so: others have filled it, too.
  async find(email: string): Promise<void> {
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

export const screen = {
  users: (id: string) => `/organisations/${id}/users`,
  invite: (id: string) => `/organisations/${id}/users/invite`,
  permissions: (id: string) => `/organisations/${id}/permissions`,
  permission: (id: string, userId: string) => `/organisations/${id}/permissions/${userId}`,
  structure: (id: string) => `/organisations/${id}/structure`,
  activity: (id: string) => `/organisations/${id}/activity`,
};
