import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { client, unwrap } from "../../api/client.ts";
import { IdempotencyKey } from "../../api/idempotency.ts";
import type { Invitation } from "../../api/types.ts";
import { useWriteResults } from "../../api/write-results.ts";
import { BulkDialog } from "../../components/bulk-dialog.tsx";
import { DestructiveButton } from "../../components/destructive-button.tsx";
import { useTexts } from "../../texts/index.tsx";
import { possibleFor } from "./invitation-rules.ts";

interface BulkActionsProps {
  readonly organisationId: string;
  readonly selected: readonly Invitation[];
  /** Called when the dialog is closed after something was tried. */
  readonly onDone: () => void;
}

const bulkActions = ["take-over", "resend"] as const;
type BulkAction = (typeof bulkActions)[number] | "revoke";

/** Takes over, resends or revokes the selected invitations. */
export function BulkActions({ organisationId, selected, onDone }: BulkActionsProps) {
  const { t } = useTexts();
  const [action, setAction] = useState<BulkAction>();
  const count = (one: BulkAction) => possibleFor(one, selected).length;
  return (
    <>
      {bulkActions.map((one) => count(one) > 0 && <Button key={one} onClick={() => setAction(one)}>{t(`users.bulk.${one}`, { count: count(one) })}</Button>)}
      {count("revoke") > 0 && <DestructiveButton onClick={() => setAction("revoke")}>{t("users.bulk.revoke", { count: count("revoke") })}</DestructiveButton>}
      {action && <BulkActionDialog action={action} organisationId={organisationId} selected={selected} onClose={(tried) => {
        setAction(undefined);
        if (tried) onDone();
      }} />}
    </>
  );
}

interface BulkActionDialogProps {
  readonly action: BulkAction;
  readonly organisationId: string;
  readonly selected: readonly Invitation[];
  readonly onClose: (tried: boolean) => void;
}

/** Does something with several invitations. They are those of the moment at which it was opened: each of them changes while it runs. */
export function BulkActionDialog({ action, organisationId, selected, onClose }: BulkActionDialogProps) {
  const { t } = useTexts();
  const results = useWriteResults();
  const [invitations] = useState(() => possibleFor(action, selected));
  const [keys] = useState(() => new Map(invitations.map(({ id }) => [id, new IdempotencyKey()])));
  const run = async ({ id: invitationId }: { readonly id: string }) => {
    const path = { organisationId, invitationId };
    if (action === "revoke") return unwrap(client.DELETE("/organisations/{organisationId}/invitations/{invitationId}", { params: { path } }));
    const options = { params: { path, header: { "Idempotency-Key": keys.get(invitationId)?.for(path) ?? "" } }, body: {} };
    return unwrap(action === "resend"
      ? client.POST("/organisations/{organisationId}/invitations/{invitationId}/resend", options)
      : client.POST("/organisations/{organisationId}/invitations/{invitationId}/takeover", options));
  };
  const [skipped] = useState(selected.length - invitations.length);
  return (
    <BulkDialog
      title={t(`users.bulk.${action}`, { count: invitations.length })}
      confirmText={t(`users.action.${action}`)}
      destructive={action === "revoke"}
      items={invitations.map(({ id, email }) => ({ id, label: email }))}
      run={run}
      onClose={(tried) => {
        if (tried) void results.refresh(organisationId);
        onClose(tried);
      }}
    >
      <Box>{t(`users.bulk.${action}.detail`)} {skipped > 0 && t("users.bulk.skipped", { count: skipped })}</Box>
    </BulkDialog>
  );
}
