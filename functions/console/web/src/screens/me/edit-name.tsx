import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { client, unwrap } from "../../api/client.ts";
import type { Problem } from "../../api/problem.ts";
import { useOwnInvitations } from "../../api/queries.ts";
import type { Me } from "../../api/types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { useNotify } from "../../components/notifications.tsx";
import { useFieldError } from "../../components/problem-text.tsx";
import { useTexts } from "../../texts/index.tsx";

/** A button that lets the user change their own name. */
export function EditName({ user }: { readonly user: Me["user"] }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("me.rename")}</Button>
      {open && <EditNameDialog user={user} onClose={() => setOpen(false)} />}
    </>
  );
}

function EditNameDialog({ user, onClose }: { readonly user: Me["user"]; readonly onClose: () => void }) {
  const { t } = useTexts();
  const notify = useNotify();
  const cache = useQueryClient();
  const { data: invitations = [] } = useQuery(useOwnInvitations());
  const known = user.firstName || user.lastName ? user : (invitations[0] ?? user);
  const [firstName, setFirstName] = useState(known.firstName);
  const [lastName, setLastName] = useState(known.lastName);
  const rename = useMutation<Me["user"], Problem>({
    mutationFn: () => unwrap(client.PATCH("/me", { body: { firstName, lastName } })),
    onSuccess: (renamed) => {
      cache.setQueryData<Me>(["me"], (me) => me && { ...me, user: renamed });
      void cache.invalidateQueries();
      onClose();
      notify({ type: "success", content: t("me.rename.done") });
    },
  });
  const submit = (event?: SubmitEvent) => {
    event?.preventDefault();
    if (!rename.isPending && firstName.trim()) rename.mutate();
  };
  const fieldError = useFieldError(rename.error);
  const first = fieldError("firstName");
  const last = fieldError("lastName");
  return (
    <Dialog title={t("me.rename.title")} confirmText={t("me.rename.action")} busy={rename.isPending} disabled={!firstName.trim()} problem={first || last ? undefined : rename.error} onClose={onClose} onConfirm={() => submit()}>
      {t("me.rename.detail")}
      <form onSubmit={submit}>
        <SpaceBetween size="m">
          <FormField label={t("me.rename.first")} errorText={first}><Input value={firstName} onChange={({ detail }) => setFirstName(detail.value)} /></FormField>
          <FormField label={t("me.rename.last")} errorText={last}><Input value={lastName} onChange={({ detail }) => setLastName(detail.value)} /></FormField>
        </SpaceBetween>
        {/* Without this, Enter does nothing in a form with two fields. */}
        <input type="submit" hidden />
      </form>
    </Dialog>
  );
}
