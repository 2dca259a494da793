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
  async enter(person: Person, path = "", heading: string | RegExp = /\S/): Promise<void> {
    await this.page.goto(deployment.consoleUrl + path);
    await signInAs(this.page, person);
    await this.shows(heading);
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
