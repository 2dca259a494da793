import Alert from "@cloudscape-design/components/alert";
import type { ReactNode } from "react";
import { client, unwrap } from "../../api/client.ts";
import { useIdempotentMutation } from "../../api/idempotency.ts";
import type { Invitation } from "../../api/types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { useRequester } from "../../hooks/use-requester.ts";
import { useOfferedRoles } from "../../hooks/use-role-with-end.ts";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { useTexts } from "../../texts/index.tsx";
import type { RequestAnswer } from "./invitation-rules.ts";
import { useInvitationAction } from "./use-invitation-action.ts";

interface AnswerDialogProps {
  readonly invitation: Invitation;
  readonly version?: string;
  readonly onClose: () => void;
}

/** Lets who asks accept the invitation, after a confirmation that says what they get. */
export function ConfirmRequestDialog(props: AnswerDialogProps) {
  const { t } = useTexts();
  const offeredRoles = useOfferedRoles();
  const { organisationId, accountId } = props.invitation;
  const scope = useScopeName(organisationId)(accountId);
  return (
    <AnswerDialog {...props} answer="confirm-request" values={{ roles: offeredRoles(props.invitation), scope }}>
      <Alert type="warning">{t("users.confirm-request.warning")}</Alert>
    </AnswerDialog>
  );
}

/** Declines the request. The invitation stays open. */
export function DeclineRequestDialog(props: AnswerDialogProps) {
  return <AnswerDialog {...props} answer="decline-request" values={{}} />;
}

interface AnswerProps extends AnswerDialogProps {
  readonly answer: RequestAnswer;
  /** What the text says besides the two people. */
  readonly values: Record<string, string>;
  readonly children?: ReactNode;
}

// The version makes sure that what was shown is what is confirmed.
function AnswerDialog({ invitation, version = "*", answer, values, onClose, children }: AnswerProps) {
  const { t } = useTexts();
  const requester = useRequester();
  const { id: invitationId, organisationId, email, acceptanceRequest: request } = invitation;
  const people = { email, requester: request ? requester(request) : "" };
  const callbacks = useInvitationAction(invitation, t(`users.${answer}.done`, people), onClose);
  const { mutate, isPending, error } = useIdempotentMutation((body: { userId: string }, key) => {
    const options = { params: { path: { organisationId, invitationId }, header: { "Idempotency-Key": key, "If-Match": version } }, body };
    return unwrap(answer === "confirm-request"
      ? client.POST("/organisations/{organisationId}/invitations/{invitationId}/request/confirm", options)
      : client.POST("/organisations/{organisationId}/invitations/{invitationId}/request/decline", options));
  }, callbacks);
  return (
    <Dialog title={t(`users.${answer}.title`)} confirmText={t(`users.${answer}.action`)} destructive={answer === "decline-request"} busy={isPending} problem={error} onClose={onClose} onConfirm={() => request && mutate({ userId: request.userId })}>
      {t(`users.${answer}.detail`, { ...people, ...values })}
      {children}
    </Dialog>
  );
}
