import { readEntries } from "../../api/read-all.ts";
import type { Grant } from "../../api/types.ts";
import type { ReadList } from "../../components/download-button.tsx";
import { useRoleName } from "../../hooks/use-role-name.ts";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { toCsv } from "../../lib/csv.ts";
import { useTexts } from "../../texts/index.tsx";
import { type Filter, readMembers } from "./queries.ts";

/** Returns a function that reads the members that match a filter as CSV: a line for each role that somebody has. */
export function useSavedMembers(organisationId: string, filter: Filter): ReadList {
  const { t } = useTexts();
  const roleName = useRoleName();
  const scopeName = useScopeName(organisationId);
  const heading = [t("users.email"), t("invite.firstName"), t("invite.lastName"), t("me.role"), t("grant.scope"), t("grant.grantedBy"), t("grant.grantedAt"), t("end.heading"), t("users.status"), t("members.id")];
  const scope = ({ scope, inheritedFrom }: Grant) => (inheritedFrom ? t("grant.inherited", { source: inheritedFrom.name }) : scopeName(scope.accountId));
  return async (_, onProgress, signal) => {
    const rows = await readEntries((page) => readMembers(organisationId, filter, page, signal), onProgress);
    return toCsv([heading, ...rows.flatMap(({ user, grants, suspended }) => grants.map((grant) => [
      user.email, user.firstName, user.lastName, roleName(grant.role.id), scope(grant), grant.grantedBy.name, grant.grantedAt, grant.until ?? "", suspended && !grant.inheritedFrom ? t("suspension.status") : "", user.id,
    ]))]);
  };
}
