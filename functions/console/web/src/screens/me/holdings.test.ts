import { expect, it } from "vitest";
import type { Grant, Organisation } from "../../api/shapes.ts";
import { byOrganisation, bySource } from "./holdings.ts";

const grant = (role: string, organisationId: string, accountId?: string): Grant => ({
  role: { id: role, name: role }, scope: { organisationId, accountId }, grantedBy: { userId: "u", name: "Olga" }, grantedAt: "2026-11-24T10:02:11Z",
});
const group: Organisation = { id: "g", name: "Group", partner: true };
const below: Organisation = { id: "b", name: "Below", partner: false, parentId: "g" };
const beside: Organisation = { id: "s", name: "Aside", partner: false };
const seen = [beside, below, group];
const compare = (a: string, b: string) => a.localeCompare(b, "en");

it("puts grants under their organisation, by name, whole organisation first", () => {
  const held = byOrganisation([grant("signing", "g", "a"), grant("billing", "g"), grant("audit", "s"), grant("audit", "g")], seen, compare);
  expect(held.map(({ organisation, grants }) => [organisation.name, grants.map(({ role, scope }) => `${role.id}@${scope.accountId ?? ""}`)])).toEqual([
    ["Aside", ["audit@"]],
    ["Group", ["audit@", "billing@", "signing@a"]],
  ]);
});

it("names an organisation that is not in the list by its id", () => {
  expect(byOrganisation([grant("audit", "gone")], seen, compare)[0]?.organisation).toEqual({ id: "gone", name: "gone" });
});

it("says what is governed through a partner organisation, and through nothing else", () => {
  const from = bySource([grant("partner-organisation-admin", "g"), grant("organisation-admin", "s")], seen);
  expect(from.map(({ source, organisations }) => [source.name, organisations.map(({ name }) => name)])).toEqual([["Group", ["Below"]]]);
  expect(bySource([grant("organisation-admin", "g")], seen)).toEqual([]);
});
