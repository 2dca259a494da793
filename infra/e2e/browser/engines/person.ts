// A person at a browser, who does what they see.
import { deployment } from "../fixtures/deployment";
import { pause } from "../fixtures/eventually";
import type { Person as Known } from "../fixtures/people";
import type { Driver, Query } from "./driver";

const patience = 60_000; // milliseconds; two browsers start on a busy machine
const interval = 100;

type Within = Query["within"];

export class Person {
  constructor(readonly window: Driver) {}

  open(url: string): Promise<void> {
    return this.window.open(url);
  }

  // sees waits for a text anywhere in the page, or within a part of it.
  sees(name: string, within?: Within): Promise<void> {
    return this.until(`see ${name}`, () => this.window.has({ kind: "any", name, within }));
  }

  heading(name: string): Promise<void> {
    return this.until(`see the heading ${name}`, () => this.window.has({ kind: "heading", name }));
  }

  press(name: string, within?: Within): Promise<void> {
    return this.until(`press ${name}`, () => this.window.click({ kind: "button", name, within }));
  }

  follow(name: string, within?: Within): Promise<void> {
    return this.until(`follow ${name}`, () => this.window.click({ kind: "link", name, within }));
  }

  fill(name: string, text: string): Promise<void> {
    return this.until(`fill in ${name}`, () => this.window.fill({ kind: "field", name }, text));
  }

  async signIn({ email, password }: Pick<Known, "email" | "password">): Promise<void> {
    await this.fill("Username", email);
    await this.fill("Password", password);
    await this.press("Sign in");
  }

  async openConsole(path: string, heading: string): Promise<void> {
    await this.open(deployment.consoleUrl + path);
    await this.heading(heading);
  }

  // until repeats an action until it was possible. An element may go while it is used, when
  // the page renders again or another page opens.
  private async until(what: string, act: () => Promise<boolean>): Promise<void> {
    let refused: unknown = "nothing of this name";
    for (const end = Date.now() + patience; Date.now() < end; await pause(interval)) {
      try {
        if (await act()) return;
      } catch (error) {
        refused = error;
      }
    }
    throw new Error(`could not ${what}: ${String(refused)}\n\n${await this.window.text()}`);
  }
}
