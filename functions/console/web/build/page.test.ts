import { expect, it } from "vitest";
import { fontsOfText } from "./fonts.ts";
import { behindShell } from "./shell.ts";

it("loads the style sheets after the shell, in their order", () => {
  const page = `<head>\n    <link rel="icon" href="icon.svg">\n    <link rel="stylesheet" href="a.css">\n    <link rel="stylesheet" href="b.css">\n  </head>\n  <body>shell</body>`;
  expect(behindShell(page).replaceAll(/\s+/g, "")).toBe(`<head><linkrel="icon"href="icon.svg"></head><body>shell<linkrel="stylesheet"href="a.css"><linkrel="stylesheet"href="b.css"></body>`);
});

it("preloads the font of regular, upright text", () => {
  const face = (weight: number, style: string) => `@font-face{font-weight:${weight};font-style:${style};src:url(/${weight}-${style}.woff2)}`;
  expect(fontsOfText([face(300, "normal"), face(400, "italic"), face(400, "normal"), face(700, "normal")].join(""))).toEqual(["/400-normal.woff2"]);
});
