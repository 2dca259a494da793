import type { Invitation } from "../../api/types.ts";
import { RoleEnd } from "../../components/role-end.tsx";
import { useRoleName } from "../../hooks/use-role-name.ts";

/** The roles that an invitation offers, with their ends. */
export function OfferedRoles({ invitation: { roles, until } }: { readonly invitation: Pick<Invitation, "roles" | "until"> }) {
  const roleName = useRoleName();
  return (
    <ul className="plain">
      {roles.map((role) => <li key={role}>{roleName(role)} <RoleEnd until={until?.[role]} /></li>)}
    </ul>
  );
}
