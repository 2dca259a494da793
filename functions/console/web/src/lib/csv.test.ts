import { expect, it } from "vitest";
import { toCsv } from "./csv.ts";

it("quotes what needs it", () => {
  expect(toCsv([["a", 'b "c"', "d,e"], ["", "f\ng", "h"]])).toBe('\ufeffa,"b ""c""","d,e"\r\n,"f\ng",h\r\n');
});

it.each([
  ["=1+1", "'=1+1"], ["+47 22", "'+47 22"], ["-1", "'-1"], ["@SUM(A1)", "'@SUM(A1)"], ["＝1", "'＝1"], ["a;=1", "a;'=1"], ["a; -1", "a; '-1"], ["a\t@b", "a\t'@b"],
  ["ada@example.com", "ada@example.com"], ["Anne-Marie", "Anne-Marie"],
])("makes %j inert", (value, inert) => expect(toCsv([[value]])).toBe(`\ufeff${inert}\r\n`));

it("makes a formula behind spaces and line breaks inert", () => {
  expect(toCsv([["  =1"], ["a\n=1"]])).toBe('\ufeff"  \'=1"\r\n"a\n\'=1"\r\n');
});
