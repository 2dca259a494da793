import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect } from "react";
import { type Location, useBlocker } from "react-router";
import { useTexts } from "../texts/index.tsx";

interface LeaveGuardProps {
  /** Whether there is unsaved input. */
  readonly active: boolean;
  /** Whether a location can be opened without losing the input. */
  readonly harmless: (to: Location) => boolean;
}

/** Asks before unsaved input is lost: on navigation, on reload and when the page is closed. */
export function LeaveGuard({ active, harmless }: LeaveGuardProps) {
  const { t } = useTexts();
  const { state, proceed, reset } = useBlocker(({ nextLocation }) => active && !harmless(nextLocation));
  useBeforeUnload(active);
  if (state !== "blocked") return null;
  return (
    <Modal
      visible
      header={t("leave.title")}
      closeAriaLabel={t("leave.stay")}
      onDismiss={reset}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={proceed}>{t("leave.leave")}</Button>
            <Button variant="primary" onClick={reset}>{t("leave.stay")}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      {t("leave.detail")}
    </Modal>
  );
}

// The browser shows its own message.
function useBeforeUnload(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [active]);
}
