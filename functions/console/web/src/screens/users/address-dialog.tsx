import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { type SubmitEvent, useState } from "react";
import { client, unwrap } from "../../api/client.ts";
import { useIdempotentMutation } from "../../api/idempotency.ts";
import type { Invitation } from "../../api/types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { useFieldError } from "../../components/problem-text.tsx";
import { useTexts } from "../../texts/index.tsx";
import { useInvitationAction } from "./use-invitation-action.ts";

interface AddressDialogProps {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}

/** Replaces a pending invitation by one to another address. */
export function AddressDialog({ invitation, onClose }: AddressDialogProps) {
  const { t } = useTexts();
  const { id: invitationId, organisationId, email: former } = invitation;
  const [email, setEmail] = useState(former);
  const callbacks = useInvitationAction(invitation, t("users.address.done", { email }), onClose);
  const { mutate, isPending, error } = useIdempotentMutation((body: { readonly email: string }, key) =>
    unwrap(client.POST("/organisations/{organisationId}/invitations/{invitationId}/address", { params: { path: { organisationId, invitationId }, header: { "Idempotency-Key": key } }, body })), callbacks);
  const disabled = email.trim() === "" || email.trim() === former;
  const submit = (event?: SubmitEvent) => {
    event?.preventDefault();
    if (!isPending && !disabled) mutate({ email: email.trim() });
  };
  const fieldError = useFieldError(error)("email");
  return (
    <Dialog title={t("users.address.title")} confirmText={t("users.address.confirm")} busy={isPending} disabled={disabled} problem={fieldError ? undefined : error} onClose={onClose} onConfirm={() => submit()}>
      <form onSubmit={submit}>
        <FormField label={t("users.address.label")} description={t("users.address.detail", { email: former })} errorText={fieldError}>
          <Input type="email" inputMode="email" value={email} ariaRequired onChange={({ detail }) => setEmail(detail.value)} />
        </FormField>
      </form>
    </Dialog>
  );
}
