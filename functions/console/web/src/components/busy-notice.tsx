import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState, useSyncExternalStore } from "react";
import { waiting } from "../api/waiting.ts";
import { restoreFocus } from "../lib/focus.ts";
import { useTexts } from "../texts/index.tsx";

/** Shows that the server is busy, and when the console tries again. Screen readers announce it once, without the countdown. */
export function BusyNotice() {
  const { t } = useTexts();
  const until = useSyncExternalStore(waiting.subscribe, waiting.until);
  return (
    <>
      <div role="status" className="visually-hidden">{until !== undefined && t("state.busy.announcement")}</div>
      {until !== undefined && <Countdown until={until} />}
    </>
  );
}

/** Counts down to the next attempt. */
function Countdown({ until }: { readonly until: number }) {
  const { t } = useTexts();
  const now = useClock();
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  useEffect(() => restoreFocus, []);
  return (
    <Box margin={{ bottom: "m" }}>
      <Alert
        type="info"
        action={
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={waiting.tryNow}>{t("state.tryNow")}</Button>
            <Button onClick={waiting.stop}>{t("state.stop")}</Button>
          </SpaceBetween>
        }
      >
        {seconds > 0 ? t("state.busy", { seconds }) : t("state.busy.now")}
      </Alert>
    </Box>
  );
}

/** Returns the time in milliseconds, four times a second. */
function useClock(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return now;
}
