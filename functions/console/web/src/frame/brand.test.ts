import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const here = import.meta.dirname;
const components = dirname(createRequire(import.meta.url).resolve("@cloudscape-design/components/package.json"));
const theme = readFileSync(join(components, "internal/base-theme/styles.scoped.css"), "utf8");
const style = readFileSync(join(here, "../main.css"), "utf8");

/** Returns the declarations of a rule of Cloudscape. */
function declarations(selector: string): Map<string, string> {
  const blocks = theme.split("}").map((rule) => rule.split("{").slice(-2));
  const tokens = blocks.find(([name = "", block = ""]) => name.trim() === selector && block.includes("--color-text-body-default-"))?.[1] ?? "";
  return new Map(tokens.split(";").map((declaration) => declaration.trim().split(":") as [string, string]));
}

const light = declarations("body");
const dark = new Map([...light, ...declarations(".awsui-dark-mode:not(#\\9)")]);

/** Returns the colour of a token, through the tokens that it refers to. */
function colour(tokens: Map<string, string>, token: string): string {
  const value = [...tokens].find(([name]) => new RegExp(`^--${token}-[a-z0-9]{6}$`).test(name))?.[1] ?? "";
  const reference = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  return reference ? colour(tokens, reference.slice(2).replace(/-[a-z0-9]{6}$/, "")) : value;
}

it("replaces and uses colours that Cloudscape has", () => {
  const replaced = [...style.matchAll(/(--color-primary-[\w-]+): var\(--brand/g)].map(([, name = ""]) => name);
  expect(replaced.length).toBe(9);
  const used = [...style.matchAll(/var\((--color-[\w-]+)\)/g)].map(([, name = ""]) => name);
  expect([...replaced, ...used].filter((name) => !light.has(name))).toEqual([]);
});

// The deployment checks the contrast of a brand against these colours: infra/brand/modes.go.
describe.each([
  [light, { "color-background-layout-main": "#ffffff", "color-background-container-content": "#ffffff", "color-text-body-default": "#0f141a", "color-text-form-secondary": "#656871" }],
  [dark, { "color-background-layout-main": "#161d26", "color-background-container-content": "#161d26", "color-text-body-default": "#c6c6cd", "color-text-form-secondary": "#a4a4ad" }],
])("mode %#", (tokens, colours) => {
  it.each(Object.entries(colours))("has %s in %s", (token, want) => {
    expect(colour(tokens, token)).toBe(want);
    const modes = readFileSync(join(here, "../../../../../infra/brand/modes.go"), "utf8");
    expect(modes).toContain(want);
  });
});

it("ends every block of the style before the next rule", () => {
  const rules = style.replace(/\/\*.*?\*\//gs, "");
  const open = (text: string) => text.split("{").length - text.split("}").length;
  const starts = [...rules.matchAll(/^\S.*\{$/gm)];
  expect(starts.length).toBeGreaterThan(10);
  expect(starts.filter(({ index }) => open(rules.slice(0, index)) !== 0).map(([line]) => line)).toEqual([]);
});
