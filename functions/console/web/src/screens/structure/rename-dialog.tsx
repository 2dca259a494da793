import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { client, unwrap } from "../../api/client.ts";
import type { Problem } from "../../api/problem.ts";
import { Dialog } from "../../components/dialog.tsx";
import { useFieldError } from "../../components/problem-text.tsx";
import { useTexts } from "../../texts/index.tsx";
import { NameField } from "./name-field.tsx";
import type { Part } from "./part.ts";
import { usePartAction } from "./use-part-action.ts";

interface RenameDialogProps {
  readonly part: Part;
  readonly onClose: () => void;
}

/** Gives an organisation or an account another name. */
export function RenameDialog({ part, onClose }: RenameDialogProps) {
  const { t } = useTexts();
  const [name, setName] = useState(part.name);
  const [missing, setMissing] = useState(false);
  const { mutate, isPending, error } = useRename(part, onClose);
  const submit = (event?: SubmitEvent) => {
    event?.preventDefault();
    if (isPending) return;
    if (name.trim() === "") setMissing(true);
    else if (name.trim() === part.name) onClose();
    else mutate(name.trim());
  };
  const fieldError = useFieldError(error)("name");
  return (
    <Dialog title={t(`structure.rename.${part.kind}`)} confirmText={t("structure.rename.confirm")} busy={isPending} problem={fieldError ? undefined : error} onClose={onClose} onConfirm={() => submit()}>
      <form onSubmit={submit}>
        <NameField
          value={name}
          missing={missing}
          error={fieldError}
          onChange={(value) => {
            setName(value);
            setMissing(false);
          }}
        />
      </form>
    </Dialog>
  );
}

function useRename(part: Part, onClose: () => void) {
  const { t } = useTexts();
  const { organisation: { id: organisationId }, accountId } = part;
  return useMutation<{ readonly name: string }, Problem, string>({
    mutationFn: (name) =>
      accountId === undefined
        ? unwrap(client.PATCH("/organisations/{organisationId}", { params: { path: { organisationId } }, body: { name } }))
        : unwrap(client.PATCH("/organisations/{organisationId}/accounts/{accountId}", { params: { path: { organisationId, accountId } }, body: { name } })),
    ...usePartAction(({ name }: { readonly name: string }) => t("structure.renamed", { former: part.name, name }), onClose),
  });
}
