// The page in every language: the choice of the language, and untranslated texts.
import { expect, test } from "../fixtures/test";
import { invite, join, rolesOf } from "../fixtures/people";
import { expectNarrow } from "../fixtures/axe";
import { watch } from "../fixtures/watch";
import { deployment } from "../fixtures/deployment";
import { InviteePage } from "./invitee";

// The language of the browser, and the expected language of the page.
const readers = [
  ["nb-NO", "nb"], ["sv-SE", "sv"], ["da-DK", "da"], ["de-AT", "de"], ["fr-CA", "fr"],
  ["es-MX", "es"], ["nl-BE", "nl"], ["pt-BR", "pt"], ["fi-FI", "fi"], ["en-US", "en"], ["ja-JP", "en"],
] as const;

const english = /You’re invited|Sign up and accept|First name|Invited by|At least \d+ characters|Billing Viewer|Reads invoices/;

for (const [reader, language] of readers) {
  test(`a reader of ${reader} reads ${language}`, async ({ browser, organisation }) => {
    const { link } = await invite(organisation);
    const context = await browser.newContext({ locale: reader, timezoneId: "Europe/Oslo" });
    const complaints = watch(context);
    const page = await context.newPage();
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(organisation.name);
    await expect(page.locator("html")).toHaveAttribute("lang", new RegExp(`^${language}(-|$)`));
    await checkWords(await page.locator("body").innerText(), language);
    await expectNarrow(page);

    await page.goto(`${deployment.apiUrl}/invitations/nothing-here#${"A".repeat(43)}`); // an error page
    await expect(page.getByRole("main").getByRole("paragraph").first()).toBeVisible();
    await checkWords(await page.locator("body").innerText(), language);
    expect(complaints).toEqual([]);
    await context.close();
  });
}

async function checkWords(text: string, language: string): Promise<void> {
  expect(text, "the key of a text").not.toMatch(/\b(offer|register|password|field|notice|action|busy|decline|not-found|value)\.[a-z-]+\b/i);
  expect(text, "a placeholder without a value").not.toMatch(/\{\w+\}|\b(undefined|null|NaN)\b|\[object/);
  if (language !== "en") expect(text).not.toMatch(english);
}

test("the first available language of the reader is used", async ({ browser, organisation }) => {
  const { link } = await invite(organisation);
  const context = await browser.newContext({ locale: undefined, extraHTTPHeaders: { "Accept-Language": "ja,fi;q=0.9,de;q=0.8" } });
  const page = await context.newPage();
  await page.addInitScript(() => Object.defineProperty(navigator, "languages", { value: ["ja", "fi", "de"] }));
  await page.goto(link);
  await expect(page.locator("html")).toHaveAttribute("lang", /^fi/);
  await context.close();
});

test("another language can be chosen before signing in", async ({ page, organisation }) => {
  const member = await join(organisation);
  const { link } = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  const invitee = new InviteePage(page);
  await invitee.open(link, /You’re invited/);
  await page.getByRole("contentinfo").getByRole("button", { name: "Norsk" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", /^nb/);
  await expect(invitee.heading).toContainText(organisation.name); // still the same invitation
  await page.getByRole("main").getByRole("button").first().click(); // signs in and accepts
  await invitee.signInAs(member);
  await expect(page.locator("html")).toHaveAttribute("lang", /^nb/);
  await expect(page.getByRole("main")).toContainText(organisation.name);
  expect(await rolesOf(member.email, member.password)).toEqual(["audit-viewer", "billing-viewer"]);
});

test("roles are in the language that is chosen on the page", async ({ page, organisation }) => {
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await expect(page.getByRole("main")).toContainText("Reads invoices, usage and payment history.");
  await page.getByRole("contentinfo").getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("main")).toContainText("Abrechnung lesen");
  await expect(page.getByRole("main")).toContainText("Liest Rechnungen, Nutzung und Zahlungsverlauf.");
});

test("choosing another language keeps the typed names", async ({ page, organisation }) => {
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await invitee.firstName.fill("Augusta");
  await page.getByRole("contentinfo").getByRole("button", { name: "Suomi" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", /^fi/);
  await expect(page.getByRole("main").getByRole("textbox").first()).toHaveValue("Augusta");
});
