// What the tests of the main ways need of a browser, whichever protocol it speaks.
import { Firefox } from "./firefox";
import { WebKit } from "./webkit";

export type Engine = "firefox" | "webkit";

// Query names an element as a person sees it.
export interface Query {
  kind: "button" | "link" | "field" | "heading" | "any";
  name: string; // whole name or text; of a heading or of any element, a part of it
  within?: "dialog" | { row: string }; // the open dialog, or the table row with a text
}

// Driver is one window of a person's own browser: no session is shared with another one.
// An action on an element that is not there, or not ready, does nothing and returns false.
export interface Driver {
  open(url: string): Promise<void>;
  has(query: Query): Promise<boolean>;
  click(query: Query): Promise<boolean>;
  fill(query: Query, text: string): Promise<boolean>;
  text(): Promise<string>; // the address and the visible text, for a failed test
  close(): Promise<void>;
}

// Browser starts windows, and stops everything that it started.
export interface Browser {
  newWindow(): Promise<Driver>;
  stop(): Promise<void>;
}

export function start(engine: Engine): Promise<Browser> {
  return engine === "firefox" ? Firefox.start() : WebKit.start();
}

// program returns the path of a browser, which the environment has.
export function program(variable: string): string {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} must name the browser: make test-browser sets it`);
  return path;
}
