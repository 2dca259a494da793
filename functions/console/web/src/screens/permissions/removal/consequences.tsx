import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { Removal } from "../../../api/shapes.ts";
import { useRoleName } from "../../../parts/role-name.ts";
import { useScopeName } from "../../../parts/scope.ts";
import { type TextKey, useTexts } from "../../../texts/index.tsx";
import { Grants } from "../grants.tsx";
import { useInvitations } from "./calls.ts";

type ConsequencesProps = Removal & { readonly organisationId: string };

/** What a removal takes, and what it leaves. */
export function Consequences({ organisationId, removed, revokedInvitations, remaining }: ConsequencesProps) {
  const { t } = useTexts();
  return (
    <SpaceBetween size="m">
      <Part heading="removal.goes"><Grants grants={removed} organisationId={organisationId} /></Part>
      {revokedInvitations.length > 0 && <Part heading="removal.revoked"><Revoked ids={revokedInvitations} organisationId={organisationId} /></Part>}
      <Part heading="removal.stays">
        {remaining.length > 0 ? <Grants grants={remaining} organisationId={organisationId} /> : t("removal.stays.nothing")}
      </Part>
      <Box variant="small" display="block">{t("removal.atOnce")}</Box>
    </SpaceBetween>
  );
}

function Part({ heading, children }: { readonly heading: TextKey; readonly children: ReactNode }) {
  const { t } = useTexts();
  return (
    <div>
      <Box variant="h3" padding={{ bottom: "xxs" }}>{t(heading)}</Box>
      {children}
    </div>
  );
}

/** Invitations by what they offer to whom; as long as that is not known, how many there are. */
function Revoked({ ids, organisationId }: { readonly ids: readonly string[]; readonly organisationId: string }) {
  const { t, list } = useTexts();
  const known = useInvitations(organisationId, ids);
  const roleName = useRoleName();
  const scopeName = useScopeName(organisationId);
  const others = ids.length - known.length;
  return (
    <ul className="plain">
      {known.map(({ id, email, roles, accountId }) => (
        <li key={id}>{t("removal.revoked.one", { email, roles: list(roles.map(roleName)), scope: scopeName(accountId) })}</li>
      ))}
      {others > 0 && <li>{t("removal.revoked.others", { count: others })}</li>}
    </ul>
  );
}
