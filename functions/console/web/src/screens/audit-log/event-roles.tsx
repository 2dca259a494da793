import Badge from "@cloudscape-design/components/badge";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Event } from "../../api/types.ts";
import { useRoleWithEnd } from "../../hooks/use-role-with-end.ts";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import type { RoleAssignment } from "../../lib/role-assignments.ts";
import { useTexts } from "../../texts/index.tsx";
import type { EventSummary } from "./event-summary.ts";

interface EventRolesProps {
  readonly summary: EventSummary;
  readonly organisationId: string;
  /** The account of the event, with its name at the time. */
  readonly account: Event["account"];
}

/** The roles of an event: added and removed ones, or those that are offered. */
export function EventRoles({ summary: { offered, added, removed }, organisationId, account }: EventRolesProps) {
  const { t, list } = useTexts();
  const roleWithEnd = useRoleWithEnd();
  const scopeName = useScopeName(organisationId);
  if (offered.length > 0) return t("auditLog.offered", { roles: list(offered.map(({ role, until }) => roleWithEnd(role, until))) });
  if (added.length + removed.length === 0) return null;
  const words = ({ role, accountId, until }: RoleAssignment) =>
    t("grant.at", { role: roleWithEnd(role, until), scope: accountId && accountId === account?.id ? t("scope.account", { name: account.name }) : scopeName(accountId) });
  const change = (held: RoleAssignment, colour: "green" | "red", label: "auditLog.added" | "auditLog.removed") => (
    <Badge key={`${label} ${held.role} ${held.accountId ?? ""}`} color={colour}>{t(label, { grant: words(held) })}</Badge>
  );
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      {added.map((held) => change(held, "green", "auditLog.added"))}
      {removed.map((held) => change(held, "red", "auditLog.removed"))}
    </SpaceBetween>
  );
}
