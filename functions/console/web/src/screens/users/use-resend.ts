import { client, unwrap } from "../../api/client.ts";
import { useIdempotentMutation } from "../../api/idempotency.ts";
import type { Problem } from "../../api/problem.ts";
import type { Invitation } from "../../api/types.ts";
import { useTexts } from "../../texts/index.tsx";
import { useInvitationAction } from "./use-invitation-action.ts";

/** Returns a function that resends an invitation with a new link, and its state. With a version, only that one is resent. */
export function useResend(invitation: Invitation, onClose: () => void, version?: string) {
  const { t } = useTexts();
  const { id: invitationId, organisationId, email } = invitation;
  const action = useInvitationAction(invitation, t("users.resend.done", { email }), onClose);
  const { mutate, isPending, error } = useIdempotentMutation((path: { organisationId: string; invitationId: string }, key) =>
    unwrap(client.POST("/organisations/{organisationId}/invitations/{invitationId}/resend", { params: { path, header: { "Idempotency-Key": key, ...(version && { "If-Match": version }) } }, body: {} })), action);
  const resend = (callbacks?: { readonly onError: (problem: Problem) => void }) => mutate({ organisationId, invitationId }, callbacks);
  return { resend, isPending, error };
}
