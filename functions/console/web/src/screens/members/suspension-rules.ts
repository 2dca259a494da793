import type { Organisation, PermissionRow } from "../../api/types.ts";
import { administers } from "../../lib/capabilities.ts";

/**
 * Returns whether the user may suspend a member, or reactivate them: somebody else who has direct roles, all of which an
 * administrator of the whole organisation may remove.
 */
export function maySuspend({ user, grants }: Pick<PermissionRow, "user" | "grants">, organisation: Pick<Organisation, "capabilities">, userId: string): boolean {
  const direct = grants.filter(({ inheritedFrom }) => !inheritedFrom);
  return administers(organisation) && user.id !== userId && direct.length > 0 && direct.every(({ editable }) => editable !== false);
}
