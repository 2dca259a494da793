import { readEntries } from "../../api/read-all.ts";
import type { ReadList } from "../../components/download-button.tsx";
import { useActorName } from "../../hooks/use-actor-name.ts";
import { useRoleName } from "../../hooks/use-role-name.ts";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { toCsv } from "../../lib/csv.ts";
import { useTexts } from "../../texts/index.tsx";
import { type Filter, type Kind, readInvitations } from "./queries.ts";

/** Returns a function that reads the invitations that match a filter as CSV. Times are in UTC, as the API has them. */
export function useSavedInvitations(organisationId: string, kind: Kind, filter: Filter): ReadList {
  const { t } = useTexts();
  const roleName = useRoleName();
  const scopeName = useScopeName(organisationId);
  const actorName = useActorName();
  const heading = [t("users.email"), t("invite.firstName"), t("invite.lastName"), t("users.scope"), t("users.roles"), t("users.status"), t("users.emailStatus"), t("users.invitedBy"), t("users.needsInviter"), t("users.invitedAt"), t("users.expires"), t("users.id")];
  const offered = (role: string, until: string | undefined) => (until ? t("end.role", { role: roleName(role), at: until }) : roleName(role));
  return async (_, onProgress, signal) => {
    const entries = await readEntries((page) => readInvitations(organisationId, kind, filter, page, signal), onProgress);
    return toCsv([heading, ...entries.map((one) => [
      one.email, one.firstName, one.lastName, scopeName(one.accountId), one.roles.map((role) => offered(role, one.until?.[role])).join("; "), t(`invitation.status.${one.status}`), t(`delivery.${one.delivery.status}`),
      actorName(one.invitedBy), one.needsInviter ? "x" : "", one.createdAt, one.expiresAt, one.id,
    ])]);
  };
}
