// The console in every language of the invitation email: the user's language is selected,
// every screen fits a phone, and every text is translated.
import type { Page } from "@playwright/test";
import { expectToFit } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import type { World } from "../fixtures/world";
import { Console, paths } from "./console";

// The browser's language, and the language that the console selects.
const readers = [
  ["nb-NO", "nb"], ["sv-SE", "sv"], ["da-DK", "da"], ["de-AT", "de"], ["fr-CA", "fr"],
  ["es-MX", "es"], ["nl-BE", "nl"], ["pt-BR", "pt"], ["fi-FI", "fi"], ["en-US", "en"], ["ja-JP", "en"],
] as const;

// English texts of the screens, including those for screen readers, and of roles.
const english = /(Organisation|Billing|Audit|Signing) (Admin|Viewer|Editor)|Reads (invoices|the audit log)|Manages billing|Organisations and|My access|Invite (users|peers)|Whole organisation|Email address|starts with|Sign (in|out)|(Edit|Remove) access|Current roles|Loading|Dismiss|Settings|side navigation|Show path|(Next|Previous) page|Expires|in \d+ days/i;

for (const [reader, language] of readers) {
  test.describe(reader, () => {
    test.use({ locale: reader, viewport: { width: 360, height: 740 } });

    test(`a browser in ${reader} shows ${language}`, async ({ page, world }) => {
      const admit = new Console(page);
      await admit.startSignIn(world.organisation.admin, "");
      await expect(admit.content.getByRole("heading", { level: 1 })).toBeVisible();
      for (const path of screenPaths(world)) {
        await page.goto(deployment.consoleUrl + path);
        await expect(admit.content.getByRole("heading", { level: 1 })).toBeVisible();
        await page.waitForLoadState("networkidle");
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        await expectToFit(page);
        // Names of roles are in the catalogue's own language until the translated catalogue is there.
        await expect(async () => {
          for (const words of [await page.locator("body").innerText(), await labels(page)]) checkWords(words, language);
        }).toPass();
      }
    });
  });
}

function screenPaths({ organisation: { id }, pending, reader }: World): string[] {
  return [
    "", "/me", paths.users(id), `${paths.users(id)}?view=people`, `${paths.users(id)}?invitation=${pending.id}`,
    paths.invite(id), paths.members(id), paths.member(id, reader.id),
    `${paths.checkAccess(id)}?person=${reader.id}&permission=billing:read`, paths.structure(id), paths.auditLog(id), "/no/such/screen",
  ];
}

// labels returns the texts for screen readers and the placeholders.
function labels(page: Page): Promise<string> {
  const attributes = ["aria-label", "placeholder", "title", "alt", "aria-roledescription"];
  return page.evaluate(
    (names) => names.flatMap((name) => [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name))).join("\n"),
    attributes,
  );
}

function checkWords(words: string, language: string): void {
  expect(words, "the key of a missing text").not.toMatch(/\b(frame|signIn|sessionExpired|state|problem|home|me|dialog|filter|leave|list|paging|grant|person|scope|roles|invitation|delivery|users|invite|members|editAccess|removeAccess|checkAccess|structure|auditLog)\.[a-z]+[A-Z.]?\w*\b(?!@)/);
  expect(words, "an unfilled placeholder").not.toMatch(/\{\w+[},]|\b(undefined|NaN)\b|\[object/);
  if (language !== "en") expect(words).not.toMatch(english);
}

test("roles are named in the language of the console, and in another one as soon as it is chosen", async ({ page, organisation }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, "/me", "My access");
  await expect(admit.content).toContainText("Organisation Admin");
  await admit.button("Settings").click();
  await page.getByRole("menuitemcheckbox", { name: "Deutsch" }).click();
  await expect(admit.content).toContainText("Organisations-Admin");
  await expect(admit.content).not.toContainText("Organisation Admin");
  for (const path of ["", paths.users(organisation.id) + "?view=people", paths.members(organisation.id), paths.member(organisation.id, organisation.admin.id)]) {
    await page.goto(deployment.consoleUrl + path);
    await expect(admit.content).toContainText("Organisations-Admin");
  }
  await page.goto(deployment.consoleUrl + paths.invite(organisation.id));
  await page.getByRole("button", { name: "Rollen hinzufügen" }).click();
  await expect(admit.dialog).toContainText("Liest Rechnungen, Nutzung und Zahlungsverlauf.");
});

test("switching the language keeps the input", async ({ page, organisation }) => {
  const email = newAddress("typed");
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Email addresses").fill(email);
  await admit.button("Settings").click();
  await page.getByRole("menuitemcheckbox", { name: "Svenska" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "sv");
  await expect(admit.heading).not.toHaveText("Invite users");
  await expect(page.locator("textarea")).toHaveValue(email);

  await page.reload(); // the choice is kept
  await expect(page.locator("html")).toHaveAttribute("lang", "sv");
  await page.getByRole("button", { name: "Inställningar" }).click();
  await page.getByRole("menuitemcheckbox").nth(3).click(); // the first option after the three themes: the browser's language
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await admit.expectHeading("Invite users");
});

test.describe(() => {
  test.use({ locale: "en-US" });

  test("dates have the format of the user's region", async ({ page, world: { organisation } }) => {
    const admit = new Console(page);
    await admit.signIn(organisation.admin, paths.auditLog(organisation.id), "Audit log");
    await expect(admit.content).toContainText(/[A-Z][a-z]+day, [A-Z][a-z]+ \d+, 20\d\d/);
  });
});

test("dates have the British format in Britain", async ({ page, world: { organisation } }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.auditLog(organisation.id), "Audit log");
  await expect(admit.content).toContainText(/[A-Z][a-z]+day,? \d+ [A-Z][a-z]+ 20\d\d/);
});
