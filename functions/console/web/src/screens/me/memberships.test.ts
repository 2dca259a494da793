import { expect, it } from "vitest";
import type { Grant, Organisation } from "../../api/types.ts";
import { groupByOrganisation, groupBySource } from "./memberships.ts";

const grant = (role: string, organisationId: string, accountId?: string): Grant => ({
  role: { id: role, name: role }, scope: { organisationId, accountId }, grantedBy: { userId: "u", name: "Olga" }, grantedAt: "2026-11-24T10:02:11Z",
});
const group: Organisation = { id: "g", name: "Group", partner: true };
const below: Organisation = { id: "b", name: "Below", partner: false, parentId: "g" };
const beside: Organisation = { id: "s", name: "Aside", partner: false };
const deeper: Organisation = { id: "d", name: "Deeper", partner: false, parentId: "b" };
const visible = [beside, deeper, below, group];
const compare = (a: string, b: string) => a.localeCompare(b, "en");

it("groups grants by organisation name, whole organisation first", () => {
  const held = groupByOrganisation([grant("signing", "g", "a"), grant("billing", "g"), grant("audit", "s"), grant("audit", "g")], visible, compare);
  expect(held.map(({ organisation, grants }) => [organisation.name, grants.map(({ role, scope }) => `${role.id}@${scope.accountId ?? ""}`)])).toEqual([
    ["Aside", ["audit@"]],
    ["Group", ["audit@", "billing@", "signing@a"]],
  ]);
});

it("names an organisation that is not visible by its id", () => {
  expect(groupByOrganisation([grant("audit", "gone")], visible, compare)[0]?.organisation).toEqual({ id: "gone", name: "gone" });
});

it("finds what is administered through a partner organisation only", () => {
  const from = groupBySource([{ ...grant("partner-organisation-admin", "g"), below: true }, grant("organisation-admin", "s")], visible);
  expect(from.map(({ source, organisations }) => [source.name, organisations.map(({ name }) => name)])).toEqual([["Group", ["Deeper", "Below"]]]);
  expect(groupBySource([grant("organisation-admin", "g")], visible)).toEqual([]);
});
