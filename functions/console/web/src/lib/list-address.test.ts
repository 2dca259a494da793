import { expect, it } from "vitest";
import { changedQuery, listOfMembers, withQuery } from "./list-address.ts";

it("changes some parameters, and leaves out empty ones", () => {
  const query = new URLSearchParams("view=closed&email=ada&page=3");
  expect(changedQuery(query, { email: "eve", status: "expired", page: "" }).toString()).toBe("view=closed&email=eve&status=expired");
  expect(changedQuery(query, { page: undefined }).toString()).toBe("view=closed&email=ada");
  expect(query.toString()).toBe("view=closed&email=ada&page=3");
});

it("has no question mark without a query", () => {
  expect(withQuery("/me", new URLSearchParams())).toBe("/me");
});

it("returns to the list from which a person was opened, with its filters and page", () => {
  expect(listOfMembers("o", new URLSearchParams("account=shop&page=2"))).toBe("/organisations/o/permissions?account=shop&page=2");
  expect(listOfMembers("o", new URLSearchParams("view=people&email=ada"))).toBe("/organisations/o/users?view=people&email=ada");
  expect(listOfMembers("o", new URLSearchParams())).toBe("/organisations/o/permissions");
});
