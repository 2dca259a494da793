import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { client, unwrap } from "../../api/client.ts";
import type { Problem } from "../../api/problem.ts";
import type { PermissionRow } from "../../api/types.ts";
import { useWriteResults } from "../../api/write-results.ts";
import { DestructiveButton } from "../../components/destructive-button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { useNotify } from "../../components/notifications.tsx";
import { useNavigatedAway } from "../../hooks/use-navigated-away.ts";
import { personName } from "../../lib/person-name.ts";
import { useTexts } from "../../texts/index.tsx";

interface SuspendProps {
  readonly row: PermissionRow;
  readonly organisationId: string;
  /** Reads the row again. */
  readonly onDone: () => void;
}

/** A button that suspends a member or reactivates them, after a confirmation. */
export function Suspend(props: SuspendProps) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      {props.row.suspended
        ? <Button onClick={() => setOpen(true)}>{t("suspension.reactivate.button")}</Button>
        : <DestructiveButton onClick={() => setOpen(true)}>{t("suspension.suspend.button")}</DestructiveButton>}
      {open && <SuspendDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function SuspendDialog({ row, organisationId, onDone, onClose }: SuspendProps & { readonly onClose: () => void }) {
  const { t } = useTexts();
  const notify = useNotify();
  const results = useWriteResults();
  const { notifyProblem } = useNavigatedAway();
  const [action] = useState<"reactivate" | "suspend">(row.suspended ? "reactivate" : "suspend");
  const name = personName(row.user);
  const params = { path: { organisationId, userId: row.user.id } };
  const path = "/organisations/{organisationId}/permissions/{userId}/suspension";
  const change = useMutation<PermissionRow, Problem>({
    mutationFn: () => unwrap(action === "suspend" ? client.PUT(path, { params }) : client.DELETE(path, { params })),
    onSuccess: async (changed) => {
      await results.member(organisationId, changed);
      onClose();
      onDone();
      notify({ type: "success", content: t(`suspension.${action}.done`, { name }) });
      void results.refresh(organisationId);
    },
    onError: notifyProblem,
  });
  return (
    <Dialog
      title={t(`suspension.${action}.title`, { name })}
      confirmText={t(`suspension.${action}.button`)}
      destructive={action === "suspend"}
      busy={change.isPending}
      problem={change.error}
      onClose={onClose}
      onConfirm={() => change.mutate()}
    >
      <Alert type={action === "suspend" ? "warning" : "info"}>{t(`suspension.${action}.detail`)}</Alert>
    </Dialog>
  );
}
