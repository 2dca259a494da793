import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import type { Event } from "../../api/types.ts";
import type { RoleAssignment } from "../../lib/role-assignments.ts";
import { byDay, summarise } from "./event-summary.ts";

const billing: RoleAssignment = { role: "billing" };
const signing: RoleAssignment = { role: "signing", accountId: "shop" };
const summary = (type: Event["type"], before: readonly RoleAssignment[], after: readonly RoleAssignment[]) => summarise({ type, before: [...before], after: [...after] });

describe("the summary of an event", () => {
  it("about access has the roles that were added and removed", () => {
    expect(summary("access.changed", [billing], [signing])).toMatchObject({ category: "access", added: [signing], removed: [billing], offered: [] });
    expect(summary("access.granted", [billing], [billing, signing])).toMatchObject({ added: [signing], removed: [] });
    expect(summary("access.removed", [billing], [])).toMatchObject({ added: [], removed: [billing] });
  });

  it("about an invitation has the roles that it offers", () => {
    expect(summary("invitation.created", [], [billing])).toMatchObject({ category: "invitations", offered: [billing], added: [], removed: [] });
    expect(summary("invitation.revoked", [billing], [])).toMatchObject({ offered: [billing], removed: [] });
    expect(summary("invitation.changed", [billing], [signing])).toMatchObject({ offered: [], added: [signing], removed: [billing] });
  });

  it("about an email or a creation has no roles", () => {
    expect(summary("invitation.bounced", [billing], [billing])).toMatchObject({ category: "emails", offered: [], added: [], removed: [] });
    expect(summary("account.created", [], [])).toMatchObject({ category: "structure" });
  });

  it("of an unknown type is empty", () => {
    for (const type of ["access.borrowed", "constructor"]) {
      expect(summary(type as Event["type"], [billing], [])).toEqual({ type: undefined, category: undefined, offered: [], added: [], removed: [] });
    }
  });

  it("has a category for every type", () => {
    const document = readFileSync(new URL("../../../../../../shared/api/openapi/openapi.yaml", import.meta.url), "utf8");
    const types = [...new Set(document.match(/\b(?:organisation|account|invitation|access)\.[a-z-]+\b(?=[\s,\]])/g))].filter((type) => !type.endsWith(".v"));
    expect(types.length).toBeGreaterThan(15);
    expect(types.filter((type) => !summary(type as Event["type"], [], []).category)).toEqual([]);
  });
});

it("groups events by day in their order", () => {
  const at = (time: string) => ({ at: time }) as Event;
  const events = [at("2026-11-24T11:00:00Z"), at("2026-11-24T10:00:00Z"), at("2026-11-23T09:00:00Z")];
  expect(byDay(events, (time) => time.slice(0, 10))).toEqual([
    { day: "2026-11-24", events: events.slice(0, 2) },
    { day: "2026-11-23", events: events.slice(2) },
  ]);
  expect(byDay([], () => "")).toEqual([]);
});
