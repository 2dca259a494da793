import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { Invitation } from "../../api/types.ts";
import { useActorName } from "../../hooks/use-actor-name.ts";
import { useTexts } from "../../texts/index.tsx";
import { unavailableReason } from "./invitation-rules.ts";

interface InviterPanelProps {
  readonly invitation: Invitation;
  readonly onTakeOver: () => void;
}

/** Why nobody can accept an invitation that needs an inviter, with the way out. */
export function InviterPanel({ invitation, onTakeOver }: InviterPanelProps) {
  const { t } = useTexts();
  const actorName = useActorName();
  const why = unavailableReason("take-over", invitation);
  return (
    <Alert
      type="warning"
      header={t("users.needsInviter")}
      action={<Button onClick={onTakeOver} {...(why && { disabled: true, disabledReason: t(`users.unavailable.${why}`) })}>{t("users.action.take-over")}</Button>}
    >
      {t("users.needsInviter.detail", { inviter: actorName(invitation.invitedBy) })}
    </Alert>
  );
}
