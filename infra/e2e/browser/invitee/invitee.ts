// The page object of the invitee's page, in English.
import { expect, type Locator, type Page } from "@playwright/test";
import { deployment } from "../fixtures/deployment";
import type { Person } from "../fixtures/people";
import { signInAs } from "../fixtures/sign-in";

export class InviteePage {
  readonly heading: Locator;
  readonly firstName: Locator;
  readonly lastName: Locator;
  readonly password: Locator;
  readonly signUp: Locator;
  readonly signIn: Locator;
  readonly decline: Locator;
  readonly link: Locator;
  readonly openLink: Locator;
  readonly notice: Locator;
  readonly confirmation: Locator;
  readonly waiting: Locator;
  readonly tryNow: Locator;
  readonly stopTrying: Locator;

  constructor(readonly page: Page) {
    this.heading = page.getByRole("heading", { level: 1 });
    this.firstName = page.getByLabel("First name");
    this.lastName = page.getByLabel("Last name");
    this.password = page.getByRole("textbox", { name: "Password" });
    this.signUp = page.getByRole("button", { name: "Sign up and accept" });
    this.signIn = page.getByRole("button", { name: "Sign in and accept" });
    this.decline = page.getByRole("button", { name: "Decline", exact: true });
    this.link = page.getByLabel("Invitation link");
    this.openLink = page.getByRole("button", { name: "Open invitation" });
    this.notice = page.getByRole("main").getByRole("alert").filter({ visible: true });
    this.confirmation = page.getByRole("dialog");
    this.waiting = page.getByText(/^We’re busy right now\. Trying again in \d+ seconds?\. You don’t need to do anything\.$/);
    this.tryNow = page.getByRole("button", { name: "Try now" });
    this.stopTrying = page.getByRole("button", { name: "Stop trying" });
  }

  // fromInbox opens the email to a new person in the inbox, and the link in the email.
  static async fromInbox(inbox: Page, email: string, button = "Sign up and accept"): Promise<InviteePage> {
    await inbox.goto(`${deployment.inboxUrl}?to=${encodeURIComponent(email)}`);
    await inbox.getByRole("link", { name: email }).click();
    const opened = inbox.waitForEvent("popup");
    await inbox.frameLocator('iframe[title="HTML part"]').getByRole("link", { name: button }).click();
    return new InviteePage(await opened);
  }

  async open(link: string, heading: string | RegExp): Promise<void> {
    await this.page.goto(link);
    await this.shows(heading);
  }

  async shows(heading: string | RegExp): Promise<void> {
    await expect(this.heading).toHaveText(heading);
  }

  // fillIn types a password one key after another, like a person.
  async fillIn(password: string): Promise<void> {
    await this.password.click();
    await this.password.pressSequentially(password);
  }

  async register(password: string): Promise<void> {
    await this.fillIn(password);
    await this.accept();
  }

  // accept submits the form. The emulator's user pool fails on concurrent sign-ups.
  // The page then waits, and tries again by itself.
  async accept(): Promise<void> {
    await this.signUp.click();
    await expect(this.heading).toHaveText(/Welcome to/, { timeout: 60_000 });
  }

  // signInAs signs in at the hosted sign-in and returns to the page.
  async signInAs(person: Pick<Person, "email" | "password">): Promise<void> {
    await signInAs(this.page, person);
  }
}
