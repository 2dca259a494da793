import type { Invitation } from "../api/types.ts";
import { useTexts } from "../texts/index.tsx";
import { useRoleName } from "./use-role-name.ts";

/** Returns a function that names a role with its end, if it has one. */
export function useRoleWithEnd(): (role: string, until: string | undefined) => string {
  const { t, time } = useTexts();
  const roleName = useRoleName();
  return (role, until) => (until ? t("end.role", { role: roleName(role), at: time(until) }) : roleName(role));
}

/** Returns a function that lists the roles of an invitation in a sentence. */
export function useOfferedRoles(): (invitation: Pick<Invitation, "roles" | "until">) => string {
  const { list } = useTexts();
  const roleWithEnd = useRoleWithEnd();
  return ({ roles, until }) => list(roles.map((role) => roleWithEnd(role, until?.[role])));
}
