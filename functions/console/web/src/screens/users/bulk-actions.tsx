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
import { unavailableReason } from "./invitation-rules.ts";

interface BulkActionsProps {
  readonly organisationId: string;
  readonly selected: readonly Invitation[];
  /** Called when the dialog is closed after something was tried. */
  readonly onDone: () => void;
}

type BulkAction = "resend" | "revoke";

/** Resends or revokes the selected invitations. */
export function BulkActions({ organisationId, selected, onDone }: BulkActionsProps) {
  const { t } = useTexts();
  const [action, setAction] = useState<BulkAction>();
  const count = (one: BulkAction) => possible(one, selected).length;
  return (
    <>
      {count("resend") > 0 && <Button onClick={() => setAction("resend")}>{t("users.bulk.resend", { count: count("resend") })}</Button>}
      {count("revoke") > 0 && <DestructiveButton onClick={() => setAction("revoke")}>{t("users.bulk.revoke", { count: count("revoke") })}</DestructiveButton>}
      {action && <ActionDialog action={action} organisationId={organisationId} selected={selected} onClose={(tried) => {
        setAction(undefined);
        if (tried) onDone();
      }} />}
    </>
  );
}

function possible(action: BulkAction, invitations: readonly Invitation[]): readonly Invitation[] {
  return invitations.filter((one) => unavailableReason(action, one) === undefined);
}

interface ActionDialogProps {
  readonly action: BulkAction;
  readonly organisationId: string;
  readonly selected: readonly Invitation[];
  readonly onClose: (tried: boolean) => void;
}

// The invitations are those of the moment at which the dialog was opened: each of them changes while it runs.
function ActionDialog({ action, organisationId, selected, onClose }: ActionDialogProps) {
  const { t } = useTexts();
  const results = useWriteResults();
  const [invitations] = useState(() => possible(action, selected));
  const [keys] = useState(() => new Map(invitations.map(({ id }) => [id, new IdempotencyKey()])));
  const run = async ({ id: invitationId }: { readonly id: string }) => {
    const path = { organisationId, invitationId };
    if (action === "revoke") return unwrap(client.DELETE("/organisations/{organisationId}/invitations/{invitationId}", { params: { path } }));
    const key = keys.get(invitationId)?.for(path) ?? "";
    return unwrap(client.POST("/organisations/{organisationId}/invitations/{invitationId}/resend", { params: { path, header: { "Idempotency-Key": key } }, body: {} }));
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
