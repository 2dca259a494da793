import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { Problem } from "../api/problem.ts";
import { useTexts } from "../texts/index.tsx";
import { Failed } from "./failed.tsx";
import { useRegainedFocus } from "./focus.ts";

interface DialogProps {
  readonly title: string;
  /** What the button says that does it. */
  readonly act: string;
  readonly onAct: () => void;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly problem?: Problem | null | undefined;
  readonly size?: "medium" | "large";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * Asks before something is done, and says on the spot when it could not be. While it
 * is being done there is no way back, and a click beside the dialogue never is one.
 */
export function Dialog({ title, act, onAct, busy, disabled = false, problem, size = "medium", onClose, children }: DialogProps) {
  const { t } = useTexts();
  useRegainedFocus();
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
            <Button variant="primary" loading={busy} disabled={disabled} onClick={onAct}>{act}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {children}
        {problem && <Failed problem={problem} />}
      </SpaceBetween>
    </Modal>
  );
}
