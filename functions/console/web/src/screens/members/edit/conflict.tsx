import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useRoleWithEnd } from "../../../hooks/use-role-with-end.ts";
import { useScopeName } from "../../../hooks/use-scope-name.ts";
import type { Difference, RoleAssignment } from "../../../lib/role-assignments.ts";
import { useTexts } from "../../../texts/index.tsx";
import { type Edit, isChanged } from "./edit.ts";

interface ConflictProps {
  readonly edit: Edit;
  readonly conflict: Difference;
  readonly organisationId: string;
  readonly onDiscard: () => void;
}

/** Shows what somebody else has changed, and that the user's own changes are kept. */
export function Conflict({ edit, conflict: { added, removed }, organisationId, onDiscard }: ConflictProps) {
  const { t } = useTexts();
  const roleWithEnd = useRoleWithEnd();
  const scopeName = useScopeName(organisationId);
  const words = ({ role, accountId, until }: RoleAssignment) => t("grant.at", { role: roleWithEnd(role, until), scope: scopeName(accountId) });
  const entries = [
    ...added.map((held) => t("editAccess.conflict.added", { grant: words(held) })),
    ...removed.map((held) => t("editAccess.conflict.removed", { grant: words(held) })),
  ];
  const left = isChanged(edit);
  return (
    <div role="alert">
      <Alert type="warning" header={t("editAccess.conflict.title")} action={left && <Button onClick={onDiscard}>{t("editAccess.conflict.discard")}</Button>}>
        {entries.length > 0 && <ul>{entries.map((entry) => <li key={entry}>{entry}</li>)}</ul>}
        {t(left ? "editAccess.conflict.merged" : "editAccess.conflict.done")}
      </Alert>
    </div>
  );
}
