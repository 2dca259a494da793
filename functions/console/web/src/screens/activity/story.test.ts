import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import type { Event } from "../../api/shapes.ts";
import type { HeldRole } from "../../held-roles.ts";
import { byDay, storyOf } from "./story.ts";

const billing: HeldRole = { role: "billing" };
const signing: HeldRole = { role: "signing", accountId: "shop" };
const story = (type: Event["type"], before: readonly HeldRole[], after: readonly HeldRole[]) => storyOf({ type, before: [...before], after: [...after] });

describe("an event tells", () => {
  it("of access, what was added and what was taken", () => {
    expect(story("access.changed", [billing], [signing])).toMatchObject({ group: "access", added: [signing], taken: [billing], offer: [] });
    expect(story("access.granted", [billing], [billing, signing])).toMatchObject({ added: [signing], taken: [] });
    expect(story("access.removed", [billing], [])).toMatchObject({ added: [], taken: [billing] });
  });

  it("of an invitation, what it offers or offered", () => {
    expect(story("invitation.created", [], [billing])).toMatchObject({ group: "invitations", offer: [billing], added: [], taken: [] });
    expect(story("invitation.revoked", [billing], [])).toMatchObject({ offer: [billing], taken: [] });
    expect(story("invitation.changed", [billing], [signing])).toMatchObject({ offer: [], added: [signing], taken: [billing] });
  });

  it("of a mail and of what was created, nothing about roles", () => {
    expect(story("invitation.bounced", [billing], [billing])).toMatchObject({ group: "mails", offer: [], added: [], taken: [] });
    expect(story("account.created", [], [])).toMatchObject({ group: "structure" });
  });

  it("nothing where its type is not known", () => {
    for (const type of ["access.suspended", "constructor"]) {
      expect(story(type as Event["type"], [billing], [])).toEqual({ type: undefined, group: undefined, offer: [], added: [], taken: [] });
    }
  });

  it("something for every type that there is", () => {
    const document = readFileSync(new URL("../../../../../../shared/api/openapi/openapi.yaml", import.meta.url), "utf8");
    const types = [...new Set(document.match(/\b(?:organisation|account|invitation|access)\.[a-z]+\b(?=[\s,\]])/g))].filter((type) => !type.endsWith(".v"));
    expect(types.length).toBeGreaterThan(15);
    expect(types.filter((type) => !story(type as Event["type"], [], []).group)).toEqual([]);
  });
});

it("puts events under their days, in their order", () => {
  const at = (time: string) => ({ at: time }) as Event;
  const events = [at("2026-11-24T11:00:00Z"), at("2026-11-24T10:00:00Z"), at("2026-11-23T09:00:00Z")];
  expect(byDay(events, (time) => time.slice(0, 10))).toEqual([
    { day: "2026-11-24", events: events.slice(0, 2) },
    { day: "2026-11-23", events: events.slice(2) },
  ]);
  expect(byDay([], () => "")).toEqual([]);
});
