import type { PermissionRow } from "../../../api/shapes.ts";
import { type Authority, governs } from "../../../authority.ts";
import { held } from "../../../held-roles.ts";

/** What can be taken from a person in one go: an account's id, or undefined for everything in the organisation. */
export function removable({ grants }: Pick<PermissionRow, "grants">, authority: Authority): readonly (string | undefined)[] {
  const accounts = [...new Set(held(grants).flatMap(({ accountId }) => accountId ?? []))].filter((id) => governs(authority, id));
  return governs(authority) ? [undefined, ...accounts] : accounts;
}
