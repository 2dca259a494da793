import Alert from "@cloudscape-design/components/alert";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { client, unwrap } from "../../api/client.ts";
import type { Problem } from "../../api/problem.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Part } from "./part.ts";
import { usePartAction } from "./use-part-action.ts";

interface DeleteDialogProps {
  readonly part: Part;
  /** Whether the screen shows this very organisation. */
  readonly shown: boolean;
  readonly onClose: () => void;
}

/** Deletes an empty organisation or account, or says what it still has. */
export function DeleteDialog({ part, shown, onClose }: DeleteDialogProps) {
  const { t } = useTexts();
  const preview = useQuery(deletion(part));
  const { mutate, isPending, error } = useDelete(part, shown, onClose);
  return (
    <Dialog title={t(`structure.delete.${part.kind}`)} confirmText={t("structure.action.delete")} destructive busy={isPending} disabled={!preview.data?.deletable} problem={error} onClose={onClose} onConfirm={mutate}>
      <Loaded query={preview}>
        {(contents) => (contents.deletable ? t("structure.delete.detail", { name: part.name }) : <Alert type="info" header={t("structure.delete.notEmpty", { name: part.name })}>{t("structure.delete.contents", counts(contents))}</Alert>)}
      </Loaded>
    </Dialog>
  );
}

interface Contents {
  readonly members: number;
  readonly invitations: number;
  readonly accounts?: number;
  readonly organisations?: number;
}

const counts = ({ members, invitations, accounts = 0, organisations = 0 }: Contents) => ({ members, invitations, accounts, organisations });

/** What prevents the deletion. It may change at any time, so it is never taken from the cache. */
const deletion = ({ organisation: { id: organisationId }, accountId }: Part) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "deletion", accountId],
    queryFn: ({ signal }) =>
      accountId === undefined
        ? unwrap(client.GET("/organisations/{organisationId}/deletion", { params: { path: { organisationId } }, signal }))
        : unwrap(client.GET("/organisations/{organisationId}/accounts/{accountId}/deletion", { params: { path: { organisationId, accountId } }, signal })),
    gcTime: 0,
  });

function useDelete(part: Part, shown: boolean, onClose: () => void) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { organisation: { id: organisationId, parentId }, accountId } = part;
  const close = () => {
    onClose();
    if (shown) void navigate(parentId === undefined ? paths.home : paths.structure(parentId));
  };
  return useMutation<undefined, Problem>({
    mutationFn: () =>
      accountId === undefined
        ? unwrap(client.DELETE("/organisations/{organisationId}", { params: { path: { organisationId } } }))
        : unwrap(client.DELETE("/organisations/{organisationId}/accounts/{accountId}", { params: { path: { organisationId, accountId } } })),
    ...usePartAction(() => t("structure.deleted", { name: part.name }), close),
  });
}
