import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { Problem } from "../api/problem.ts";
import { useRestoredFocus } from "../lib/focus.ts";
import { useTexts } from "../texts/index.tsx";
import { BusyNotice } from "./busy-notice.tsx";
import { ProblemAlert } from "./problem-alert.tsx";

interface DialogProps {
  readonly title: string;
  /** The label of the confirm button. */
  readonly confirmText: string;
  readonly onConfirm: () => void;
  /** Whether confirming takes something away. The button looks so. */
  readonly destructive?: boolean;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly problem?: Problem | null | undefined;
  readonly size?: "medium" | "large";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * Asks for confirmation before an action and shows why the action failed. The dialog cannot
 * be closed while the action runs, and never by a click beside it.
 */
export function Dialog({ title, confirmText, onConfirm, destructive = false, busy, disabled = false, problem, size = "medium", onClose, children }: DialogProps) {
  const { t } = useTexts();
  useRestoredFocus();
  return (
    <Modal
      visible
      size={size}
      header={title}
      closeAriaLabel={t("dialog.close")}
      onDismiss={({ detail }) => {
        if (!busy && detail.reason !== "overlay") onClose();
      }}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" disabled={busy} onClick={onClose}>{t("dialog.cancel")}</Button>
            <span className={destructive ? "destructive" : undefined}>
              <Button variant="primary" loading={busy} disabled={disabled} onClick={onConfirm}>{confirmText}</Button>
            </span>
          </SpaceBetween>
        </Box>
      }
    >
      <BusyNotice />
      <SpaceBetween size="m">
        {children}
        {problem && <ProblemAlert problem={problem} />}
      </SpaceBetween>
    </Modal>
  );
}
