import { expect, it } from "vitest";
import { changes } from "./changes.ts";

const now = { firstName: "Ada", lastName: "", roles: ["billing-viewer", "audit-viewer"] };

it("contain only what has changed", () => {
  expect(changes(now, now)).toBeUndefined();
  expect(changes(now, { ...now, roles: ["audit-viewer", "billing-viewer"] })).toBeUndefined();
  expect(changes(now, { ...now, firstName: " Ada " })).toBeUndefined();
  expect(changes(now, { ...now, lastName: "Lovelace " })).toEqual({ lastName: "Lovelace" });
  expect(changes(now, { ...now, firstName: "" })).toEqual({ firstName: "" });
  expect(changes(now, { ...now, roles: ["billing-viewer"] })).toEqual({ roles: ["billing-viewer"] });
  expect(changes(now, { ...now, roles: ["billing-viewer", "developer"] })).toEqual({ roles: ["billing-viewer", "developer"] });
});

it("contain the ends of the roles", () => {
  const limited = { ...now, until: { "billing-viewer": "2026-12-05T12:00:00Z" } };
  expect(changes(limited, limited)).toBeUndefined();
  expect(changes(limited, { ...limited, roles: ["billing-viewer"] })).toEqual({ roles: [{ role: "billing-viewer", until: "2026-12-05T12:00:00Z" }] });
  expect(changes(limited, { ...limited, roles: ["audit-viewer", "developer"] })).toEqual({ roles: ["audit-viewer", "developer"] });
  expect(changes(limited, { ...limited, until: { "billing-viewer": undefined } })).toEqual({ roles: now.roles });
  expect(changes(now, { ...now, until: { "audit-viewer": "2026-12-05T12:00:00Z" } })).toEqual({ roles: ["billing-viewer", { role: "audit-viewer", until: "2026-12-05T12:00:00Z" }] });
});
