// The second brand, in everything that a person meets: it shows, is accessible in light and
// dark on a phone and on a desktop, and fits.
import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expectAccessible, expectToFit, ofMails, ofPages } from "../fixtures/axe";
import { sizes } from "../fixtures/picture";
import { expect, test } from "../fixtures/test";
import { tested, views } from "./brand";

interface Brand {
  product: string;
  colours: Record<"accent" | "tint", Record<"light" | "dark", string>>;
  support: string;
  footer: string[];
}

const brand = JSON.parse(readFileSync(new URL("brand.json", import.meta.url), "utf8")) as Brand;

for (const view of tested) {
  test(view.name, async ({ page, organisation, world }) => {
    await view.reach(page, organisation, world);
    for (const size of sizes) {
      await page.setViewportSize(size);
      await expectToFit(page);
      await expectAccessible(page, view.of === "mail" ? ofMails : ofPages);
    }
  });
}

const named = (name: string) => views.find((view) => view.name === name) ?? views[0]!;

test("the email shows the brand", async ({ page, organisation, world }) => {
  await named("mail-en").reach(page, organisation, world);
  await expect(page.getByText(brand.product, { exact: true })).toBeVisible();
  await expectFooter(page.locator("body"), brand.support);
  await expectColours(page, page.getByRole("link", { name: "Sign up and accept" }).locator(".."));
});

test("the page shows the brand", async ({ page, organisation, world }) => {
  await named("invitee-offer").reach(page, organisation, world);
  await expect(page).toHaveTitle(new RegExp(` · ${brand.product}$`));
  await expect(page.getByRole("banner").getByText(brand.product)).toBeVisible();
  await expectLogo(page.getByRole("banner").locator("img"));
  await expect(page.locator("link[rel=icon]")).toHaveAttribute("href", /^data:image\/svg\+xml;base64,/);
  await expectFooter(page.getByRole("contentinfo"), "Help");
  await expectColours(page, page.getByRole("button", { name: "Sign up and accept" }));
});

test("the console shows the brand", async ({ page, organisation, world }) => {
  await named("console-users-open").reach(page, organisation, world);
  await expect(page).toHaveTitle(new RegExp(` · ${brand.product}$`));
  await expect(page.getByRole("banner").getByRole("link", { name: brand.product })).toBeVisible();
  await expect(page.getByRole("banner").getByText(brand.product)).toBeVisible();
  await expectLogo(page.getByRole("banner").locator("img"));
  await expect(page.locator("link[rel=icon]")).toHaveAttribute("href", /^data:image\/svg\+xml;base64,/);
  await expectFooter(page.getByRole("contentinfo"), "Help");
  await expectColours(page, page.locator("#content a[class*=variant-primary], #content button[class*=variant-primary]").first());
});

async function expectLogo(logo: Locator): Promise<void> {
  await expect(logo).toBeVisible();
  expect(await logo.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0), "the logo is an image").toBe(true);
}

async function expectFooter(footer: Locator, link: string): Promise<void> {
  await expect(footer.getByRole("link", { name: link })).toHaveAttribute("href", brand.support);
  for (const line of brand.footer) await expect(footer.getByText(line)).toBeVisible();
}

// expectColours expects a button in the accent of the brand, in light and in dark.
async function expectColours(page: Page, button: Locator): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const accent = brand.colours.accent[colorScheme];
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => Number.parseInt(accent.slice(start, start + 2), 16));
    await expect(button, colorScheme).toHaveCSS("background-color", `rgb(${red}, ${green}, ${blue})`);
  }
}
