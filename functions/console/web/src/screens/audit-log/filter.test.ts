import { expect, it } from "vitest";
import { isNarrowed, readFilter, toQuery, writeFilter } from "./filter.ts";

const none = { category: "", person: "", account: "", from: "", to: "" } as const;

it("is the same after a way through the address", () => {
  for (const filter of [none, { category: "emails", person: "GghD60JH9hQPNXzi-fUN", account: "shop", from: "2026-11-01", to: "2026-11-30" }] as const) {
    expect(readFilter(new URLSearchParams(writeFilter(filter)))).toEqual(filter);
    expect(isNarrowed(filter)).toBe(filter !== none);
  }
});

it("leaves out what cannot be a value", () => {
  expect(readFilter(new URLSearchParams("category=x&person=a.b&account=/&from=2026-02-30&to=today"))).toEqual(none);
  expect(readFilter(new URLSearchParams("from=2026-11-01&to=0002-11-30"))).toEqual({ ...none, from: "2026-11-01" });
  expect(readFilter(new URLSearchParams("from=2026-03-02&to=2026-03-01"))).toEqual({ ...none, from: "2026-03-01", to: "2026-03-02" });
});

it("asks for whole days of the user’s time zone", () => {
  expect(toQuery(none)).toEqual({});
  const { type, user, from, to } = toQuery({ ...none, category: "structure", person: "ada", from: "2026-03-29", to: "2026-03-29" });
  expect([type, user]).toEqual([["organisation.created", "organisation.renamed", "organisation.deleted", "account.created", "account.renamed", "account.deleted"], "ada"]);
  expect([new Date(from!), new Date(to!)]).toEqual([new Date(2026, 2, 29), new Date(2026, 2, 30)]);
});
