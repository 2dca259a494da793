import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { locales } from "./locales.ts";

it("are the languages of the invitation email", () => {
  const mails = readdirSync(join(import.meta.dirname, "../../../../../../shared/mail/locales")).map((name) => name.replace(/\.json$/, ""));
  expect([...locales].sort()).toEqual(mails.sort());
});
