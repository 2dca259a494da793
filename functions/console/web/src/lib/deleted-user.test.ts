import { expect, it } from "vitest";
import { deletedUser } from "./deleted-user.ts";

it("knows the pseudonym of a deleted user, and nobody else", () => {
  expect(deletedUser("deleted-7f3a09c1d2e4")).toBe("7f3a09c1");
  for (const other of [undefined, "", "operator", "deleted-", "deleted-7f3a09c1d2e", "deleted-7F3A09C1D2E4", "xdeleted-7f3a09c1d2e4"]) expect(deletedUser(other)).toBeUndefined();
});
