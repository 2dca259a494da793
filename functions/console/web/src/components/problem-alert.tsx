import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import type { Problem } from "../api/problem.ts";
import { useTexts } from "../texts/index.tsx";
import { ServerMessage, useProblemText } from "./problem-text.tsx";

interface ProblemAlertProps {
  readonly problem: Problem;
  /** Repeats the failed call. */
  readonly onRetry?: () => void;
  readonly busy?: boolean;
}

/** Shows a problem: what failed, why, what to do, and the request id. */
export function ProblemAlert({ problem, onRetry, busy = false }: ProblemAlertProps) {
  const { t } = useTexts();
  const { title, detail, serverMessage } = useProblemText(problem);
  return (
    <div role="alert">
      <Alert
        type="error"
        header={title}
        action={onRetry && <Button onClick={onRetry} loading={busy}>{t("state.retry")}</Button>}
      >
        {detail} <RetryTime problem={problem} />
        {serverMessage && <Box variant="small" color="inherit" display="block"><ServerMessage message={serverMessage} /></Box>}
        {problem.instance && <Box variant="small" color="inherit" display="block">{t("state.requestId", { id: problem.instance })}</Box>}
      </Alert>
    </div>
  );
}

/** When to try again: in some seconds, or at a time if that is later. */
function RetryTime({ problem: { retryAfter, retryAt } }: { readonly problem: Problem }) {
  const { t, time } = useTexts();
  if (retryAfter === undefined || !retryAt) return null;
  return retryAfter > 90 ? t("state.retryAt", { time: time(nextMinute(retryAt)) }) : t("state.retryAfter", { seconds: retryAfter });
}

/** Rounds up to a minute, so that nobody tries too early. */
function nextMinute(time: Date): Date {
  return new Date(Math.ceil(time.getTime() / 60_000) * 60_000);
}
