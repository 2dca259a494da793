import { expect, it } from "vitest";
import { stillListed } from "./still-listed.ts";

it("keeps what is still listed, as it is now", () => {
  const [ada, nils] = [{ id: "ada", version: 1 }, { id: "nils", version: 1 }];
  const changed = { id: "nils", version: 2 };
  expect(stillListed([ada, nils], [changed, { id: "olga", version: 1 }], ({ id }) => id)).toEqual([changed]);
  expect(stillListed([ada], [], ({ id }) => id)).toEqual([]);
});
