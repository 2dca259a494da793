import { describe, expect, it } from "vitest";
import { parseAddresses, splitAddresses } from "./addresses.ts";

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
  ])("is split: %j", (text) => {
    expect(splitAddresses(text)).toEqual(three);
  });

  it("may be empty", () => {
    for (const text of ["", " ", ",;\n", "<>"]) expect(parseAddresses(text)).toEqual({ valid: [], invalid: [], duplicates: [] });
  });

  it("may be long", () => {
    const many = Array.from({ length: 5_000 }, (_, n) => `person${n}@example.com`);
    expect(parseAddresses(many.join(" ")).valid).toEqual(many);
    expect(parseAddresses(`${many.join(" ")} Ada <ada@example.com>`).valid).toHaveLength(5_001);
  });
});

describe("each word", () => {
  it.each(["nobody", "@example.com", "ada@", "ada@example", "ada@@example.com", "ada@example.", `${"a".repeat(65)}@example.com`, `ada@${"a".repeat(250)}.no`, "ada(home)@example.com"])(
    "%s is not an address", (word) => {
      expect(parseAddresses(`grace@example.com ${word}`)).toEqual({ valid: ["grace@example.com"], invalid: [word], duplicates: [] });
    });

  it.each(["ada@example.com", "ada+tag@mail.example.co.uk", "ÅSE@blåbær.no", "o'neill@example.com"])("%s is one", (word) => {
    expect(parseAddresses(word).valid).toEqual([word]);
  });

  it("is reported if it is a duplicate, in any spelling", () => {
    expect(parseAddresses("Ada@example.com, grace@example.com, ada@EXAMPLE.com, ada@example.com")).toEqual({
      valid: ["Ada@example.com", "grace@example.com"], invalid: [], duplicates: ["Ada@example.com"],
    });
  });

  it("is not invalid while it is being typed", () => {
    expect(parseAddresses("ada@example.com, gra", true).invalid).toEqual([]);
    expect(parseAddresses("ada@example.com, gra", false).invalid).toEqual(["gra"]);
    expect(parseAddresses("ada@example.com, gra ", true).invalid).toEqual(["gra"]);
    expect(parseAddresses("gra, ada@example.com", true).invalid).toEqual(["gra"]);
  });
});
