import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { Removal } from "../../../api/types.ts";
import { useOfferedRoles } from "../../../hooks/use-role-with-end.ts";
import { useScopeName } from "../../../hooks/use-scope-name.ts";
import { type TextKey, useTexts } from "../../../texts/index.tsx";
import { GrantList } from "../grant-list.tsx";
import { useInvitations } from "./requests.ts";

type ConsequencesProps = Removal & { readonly organisationId: string };

/** What a removal removes, revokes and leaves. */
export function Consequences({ organisationId, removed, revokedInvitations, remaining, suspended }: ConsequencesProps) {
  const { t } = useTexts();
  return (
    <SpaceBetween size="m">
      {suspended && <Box>{t("suspension.note")}</Box>}
      <Section heading="removeAccess.removed"><GrantList grants={removed} organisationId={organisationId} /></Section>
      {revokedInvitations.length > 0 && <Section heading="removeAccess.revoked"><Revoked ids={revokedInvitations} organisationId={organisationId} /></Section>}
      <Section heading="removeAccess.remaining">
        {remaining.length > 0 ? <GrantList grants={remaining} organisationId={organisationId} /> : t("removeAccess.remaining.none")}
      </Section>
      <Box variant="small" display="block">{t("removeAccess.immediate")}</Box>
    </SpaceBetween>
  );
}

function Section({ heading, children }: { readonly heading: TextKey; readonly children: ReactNode }) {
  const { t } = useTexts();
  return (
    <div>
      <Box variant="h3" padding={{ bottom: "xxs" }}>{t(heading)}</Box>
      {children}
    </div>
  );
}

/** The invitations that will be revoked. Those that are not loaded are counted. */
function Revoked({ ids, organisationId }: { readonly ids: readonly string[]; readonly organisationId: string }) {
  const { t } = useTexts();
  const known = useInvitations(organisationId, ids);
  const offeredRoles = useOfferedRoles();
  const scopeName = useScopeName(organisationId);
  const others = ids.length - known.length;
  return (
    <ul className="plain">
      {known.map((invitation) => (
        <li key={invitation.id}>{t("removeAccess.revoked.item", { email: invitation.email, roles: offeredRoles(invitation), scope: scopeName(invitation.accountId) })}</li>
      ))}
      {others > 0 && <li>{t("removeAccess.revoked.others", { count: others })}</li>}
    </ul>
  );
}
