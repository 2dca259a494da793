import type { Grant } from "../api/types.ts";
import { useRoleName } from "./use-role-name.ts";

/** Returns grants with the names of their roles in the language of the console. The API has them in English. */
export function useNamedGrants(grants: readonly Grant[]): readonly Grant[] {
  const roleName = useRoleName();
  return grants.map((grant) => ({ ...grant, role: { ...grant.role, name: roleName(grant.role) } }));
}
