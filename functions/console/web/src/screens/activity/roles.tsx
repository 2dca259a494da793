import Badge from "@cloudscape-design/components/badge";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Event } from "../../api/shapes.ts";
import type { HeldRole } from "../../held-roles.ts";
import { useRoleName } from "../../parts/role-name.ts";
import { useScopeName } from "../../parts/scope.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Story } from "./story.ts";

interface RolesProps {
  readonly story: Story;
  readonly organisationId: string;
  /** The account that the event is about, by its name then. */
  readonly account: Event["account"];
}

/** The roles of an event: what was added and taken, or what is offered. */
export function Roles({ story: { offer, added, taken }, organisationId, account }: RolesProps) {
  const { t, list } = useTexts();
  const roleName = useRoleName();
  const scopeName = useScopeName(organisationId);
  if (offer.length > 0) return t("activity.offer", { roles: list(offer.map(({ role }) => roleName(role))) });
  if (added.length + taken.length === 0) return null;
  const words = ({ role, accountId }: HeldRole) =>
    t("grant.at", { role: roleName(role), scope: accountId && accountId === account?.id ? t("scope.account", { name: account.name }) : scopeName(accountId) });
  const change = (held: HeldRole, colour: "green" | "red", label: "activity.added" | "activity.taken") => (
    <Badge key={`${label} ${held.role} ${held.accountId ?? ""}`} color={colour}>{t(label, { grant: words(held) })}</Badge>
  );
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      {added.map((held) => change(held, "green", "activity.added"))}
      {taken.map((held) => change(held, "red", "activity.taken"))}
    </SpaceBetween>
  );
}
