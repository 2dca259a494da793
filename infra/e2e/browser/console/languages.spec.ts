// The console in each language of the mail: in the reader's, on a phone, and
// without words that a translator forgot.
import type { Page } from "@playwright/test";
import { expectToFit } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import type { World } from "../fixtures/world";
import { Console, screen } from "./console";

// What browsers ask for, and the language that is to come.
const readers = [
  ["nb-NO", "nb"], ["sv-SE", "sv"], ["da-DK", "da"], ["de-AT", "de"], ["fr-CA", "fr"],
  ["es-MX", "es"], ["nl-BE", "nl"], ["pt-BR", "pt"], ["fi-FI", "fi"], ["en-US", "en"], ["ja-JP", "en"],
] as const;

// Of what every screen says, on it or to a screen reader. Roles are named and
// described in the words of the catalogue, whatever the language.
const english = /Organisations and|My access|Invite (users|peers)|Whole organisation|Mail address|begins with|Sign (in|out)|(Edit|Remove) access|held here|Loading|Dismiss|Settings|side navigation|Show path|(Next|Previous) page|Expires|in \d+ days/i;

for (const [reader, language] of readers) {
  test.describe(reader, () => {
    test.use({ locale: reader, viewport: { width: 360, height: 740 } });

    test(`a reader of ${reader} reads ${language}`, async ({ page, world }) => {
      const admit = new Console(page);
      await admit.arrive(world.organisation.admin, "");
      await expect(admit.content.getByRole("heading", { level: 1 })).toBeVisible();
      for (const path of paths(world)) {
        await page.goto(deployment.consoleUrl + path);
        await expect(admit.content.getByRole("heading", { level: 1 })).toBeVisible();
        await page.waitForLoadState("networkidle");
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        await expectToFit(page);
        for (const words of [await page.locator("body").innerText(), await labels(page)]) checkWords(words, language);
      }
    });
  });
}

function paths({ organisation: { id }, pending, reader }: World): string[] {
  return [
    "", "/me", screen.users(id), `${screen.users(id)}?view=people`, `${screen.users(id)}?invitation=${pending.id}`,
    screen.invite(id), screen.permissions(id), screen.permission(id, reader.id), screen.structure(id), screen.activity(id), "/no/such/screen",
  ];
}

// labels is what the page says to a screen reader and in empty fields.
function labels(page: Page): Promise<string> {
  const attributes = ["aria-label", "placeholder", "title", "alt", "aria-roledescription"];
  return page.evaluate(
    (names) => names.flatMap((name) => [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name))).join("\n"),
    attributes,
  );
}

function checkWords(words: string, language: string): void {
  expect(words, "the key of a text in its place").not.toMatch(/\b(frame|state|problem|home|me|roles|delivery|users|invite|permissions?|removal|structure|activity)\.[a-z]+[A-Z.]?\w*\b(?!@)/);
  expect(words, "a gap that nobody filled").not.toMatch(/\{\w+[},]|\b(undefined|NaN)\b|\[object/);
  if (language !== "en") expect(words).not.toMatch(english);
}

test("another language can be chosen, and nothing that was typed is lost", async ({ page, organisation }) => {
  const email = newAddress("typed");
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.invite(organisation.id), "Invite users");
  await page.getByLabel("Mail addresses").fill(email);
  await admit.button("Settings").click();
  await page.getByRole("menuitemcheckbox", { name: "Svenska" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "sv");
  await expect(admit.heading).not.toHaveText("Invite users");
  await expect(page.locator("textarea")).toHaveValue(email);

  await page.reload(); // it is kept
  await expect(page.locator("html")).toHaveAttribute("lang", "sv");
  await page.getByRole("button", { name: "Inställningar" }).click();
  await page.getByRole("menuitemcheckbox").nth(3).click(); // behind the three kinds of appearance: as the browser
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await admit.shows("Invite users");
});

test.describe(() => {
  test.use({ locale: "en-US" });

  test("dates are written as the reader's own region does", async ({ page, world: { organisation } }) => {
    const admit = new Console(page);
    await admit.enter(organisation.admin, screen.activity(organisation.id), "Activity");
    await expect(admit.content).toContainText(/[A-Z][a-z]+day, [A-Z][a-z]+ \d+, 20\d\d/);
  });
});

test("and British dates are British", async ({ page, world: { organisation } }) => {
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.activity(organisation.id), "Activity");
  await expect(admit.content).toContainText(/[A-Z][a-z]+day,? \d+ [A-Z][a-z]+ 20\d\d/);
});
