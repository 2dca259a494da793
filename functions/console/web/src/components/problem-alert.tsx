import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { useIntl } from "react-intl";
import type { Problem } from "../api/problem.ts";
import { waitTime } from "../lib/wait-time.ts";
import { useTexts } from "../texts/index.tsx";
import { ServerMessage, useProblemText } from "./problem-text.tsx";

interface ProblemAlertProps {
  readonly problem: Problem;
  /** Repeats the failed call. */
  readonly onRetry?: () => void;
  readonly busy?: boolean;
}

/** Shows a problem: what failed, why, what to do, and the request id if the server failed. */
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
        {problem.isFault && problem.instance && <Box variant="small" color="inherit" display="block">{t("state.requestId", { id: problem.instance })}</Box>}
      </Alert>
    </div>
  );
}

/** When to try again. */
function RetryTime({ problem: { retryAfter } }: { readonly problem: Problem }) {
  const { t } = useTexts();
  const { formatRelativeTime } = useIntl();
  if (retryAfter === undefined) return null;
  const { value, unit } = waitTime(retryAfter);
  return t("state.retryAfter", { when: formatRelativeTime(value, unit, { numeric: "always" }) });
}
