import { expect, it } from "vitest";
import { readText } from "./read-file.ts";

it("reads the encodings of spreadsheets", async () => {
  const text = "Åse;ase@example.com";
  const utf16 = (little: boolean) => Array.from(`\ufeff${text}`).flatMap((one) => [one.charCodeAt(0) & 255, one.charCodeAt(0) >> 8]).map((_, at, all) => all[little ? at : at ^ 1]!);
  for (const octets of [new TextEncoder().encode(text), new TextEncoder().encode(`\ufeff${text}`), utf16(true), utf16(false), Array.from(text, (one) => one.charCodeAt(0))]) {
    expect(await readText(new Blob([new Uint8Array(octets)]))).toBe(text);
  }
});

it("refuses what is no list", async () => {
  expect(await readText(new Blob([new Uint8Array([80, 75, 3, 4, 0, 0])]))).toBeUndefined(); // a workbook
  expect(await readText(new Blob(["a".repeat(1_000_001)]))).toBeUndefined();
});
