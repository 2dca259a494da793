import { expect, it } from "vitest";
import { joinPages, nextCursorIn } from "./pages-of-lines.ts";

it("finds the cursor of the next page", () => {
  expect(nextCursorIn('<?cursor=a%2Bb&limit=100&type=access.granted%2Caccess.removed>; rel="next"')).toBe("a+b");
  expect([nextCursorIn(null), nextCursorIn("")]).toEqual([undefined, undefined]);
});

it("joins pages to one file with one heading", () => {
  expect(joinPages(["time,type\r\n1,a\r\n", "time,type\r\n", "time,type\r\n2,b\r\n"], "csv")).toBe("\ufefftime,type\r\n1,a\r\n2,b\r\n");
  expect(joinPages(['{"n":1}\n', "", '{"n":2}\n'], "jsonl")).toBe('{"n":1}\n{"n":2}\n');
});
