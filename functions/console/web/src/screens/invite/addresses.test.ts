import { describe, expect, it } from "vitest";
import { judge, split } from "./addresses.ts";

describe("a list of addresses", () => {
  const three = ["ada@example.com", "grace@example.com", "alan@example.com"];
  it.each([
    ["ada@example.com, grace@example.com, alan@example.com"],
    ["ada@example.com grace@example.com\talan@example.com"],
    ["ada@example.com\r\ngrace@example.com\nalan@example.com\n"],
    [" ada@example.com;grace@example.com;; alan@example.com ,"],
    ['Ada Lovelace <ada@example.com>, "Hopper, Grace" <grace@example.com>; alan@example.com'],
    ['"ada@example.com","grace@example.com"\n"alan@example.com"'],
    ["ada@example.com <ada@example.com>, grace@example.com Alan <alan@example.com>"],
    ["<ada@example.com>\n<grace@example.com> Alan <alan@example.com>"],
    ["\u200bada@example.com\ufeff, \u202agrace@example.com\u202c <\u2060alan@example.com> \u200b"],
  ])("is taken apart: %j", (text) => {
    expect(split(text)).toEqual(three);
  });

  it("may be empty", () => {
    for (const text of ["", " ", ",;\n", "<>"]) expect(judge(text)).toEqual({ good: [], wrong: [], twice: [] });
  });

  it("may be long", () => {
    const many = Array.from({ length: 5_000 }, (_, n) => `person${n}@example.com`);
    expect(judge(many.join(" ")).good).toEqual(many);
    expect(judge(`${many.join(" ")} Ada <ada@example.com>`).good).toHaveLength(5_001);
  });
});

describe("each word", () => {
  it.each(["nobody", "@example.com", "ada@", "ada@example", "ada@@example.com", "ada@example.", `${"a".repeat(65)}@example.com`, `ada@${"a".repeat(250)}.no`, "ada(home)@example.com"])(
    "%s is no address", (word) => {
      expect(judge(`grace@example.com ${word}`)).toEqual({ good: ["grace@example.com"], wrong: [word], twice: [] });
    });

  it.each(["ada@example.com", "ada+tag@mail.example.co.uk", "ÅSE@blåbær.no", "o'neill@example.com"])("%s is one", (word) => {
    expect(judge(word).good).toEqual([word]);
  });

  it("is named when it is there twice, in whichever spelling", () => {
    expect(judge("Ada@example.com, grace@example.com, ada@EXAMPLE.com, ada@example.com")).toEqual({
      good: ["Ada@example.com", "grace@example.com"], wrong: [], twice: ["Ada@example.com"],
    });
  });

  it("is not called wrong while it is being typed", () => {
    expect(judge("ada@example.com, gra", true).wrong).toEqual([]);
    expect(judge("ada@example.com, gra", false).wrong).toEqual(["gra"]);
    expect(judge("ada@example.com, gra ", true).wrong).toEqual(["gra"]);
    expect(judge("gra, ada@example.com", true).wrong).toEqual(["gra"]);
  });
});
