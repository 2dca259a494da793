import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { Difference, HeldRole } from "../../held-roles.ts";
import { useRoleName } from "../../parts/role-name.ts";
import { useScopeName } from "../../parts/scope.ts";
import { useTexts } from "../../texts/index.tsx";
import { type Edit, isChanged } from "./edit.ts";

interface MeanwhileProps {
  readonly edit: Edit;
  readonly meanwhile: Difference;
  readonly organisationId: string;
  readonly onDiscard: () => void;
}

/** Somebody else changed this row: what they did, and that nothing of one's own is lost. */
export function Meanwhile({ edit, meanwhile: { added, taken }, organisationId, onDiscard }: MeanwhileProps) {
  const { t } = useTexts();
  const roleName = useRoleName();
  const scopeName = useScopeName(organisationId);
  const words = ({ role, accountId }: HeldRole) => t("grant.at", { role: roleName(role), scope: scopeName(accountId) });
  const entries = [
    ...added.map((held) => t("permission.meanwhile.added", { grant: words(held) })),
    ...taken.map((held) => t("permission.meanwhile.taken", { grant: words(held) })),
  ];
  const left = isChanged(edit);
  return (
    <div role="alert">
      <Alert type="warning" header={t("permission.meanwhile.title")} action={left && <Button onClick={onDiscard}>{t("permission.meanwhile.discard")}</Button>}>
        {entries.length > 0 && <ul>{entries.map((entry) => <li key={entry}>{entry}</li>)}</ul>}
        {t(left ? "permission.meanwhile.merged" : "permission.meanwhile.done")}
      </Alert>
    </div>
  );
}
