import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { Problem } from "../../api/problem.ts";
import { Failed } from "../../parts/failed.tsx";
import { useTexts } from "../../texts/index.tsx";

interface DialogProps {
  readonly title: string;
  /** What the button says that does it. */
  readonly act: string;
  readonly onAct: () => void;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly problem: Problem | null;
  readonly size?: "medium" | "large";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something is done, and says on the spot when it could not be. */
export function Dialog({ title, act, onAct, busy, disabled = false, problem, size = "medium", onClose, children }: DialogProps) {
  const { t } = useTexts();
  return (
    <Modal
      visible
      size={size}
      header={title}
      closeAriaLabel={t("users.dialog.close")}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>{t("users.dialog.cancel")}</Button>
            <Button variant="primary" loading={busy} disabled={disabled} onClick={onAct}>{act}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {children}
        <div role="alert">{problem && <Failed problem={problem} />}</div>
      </SpaceBetween>
    </Modal>
  );
}
