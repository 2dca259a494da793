import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import type { Problem } from "../api/problem.ts";
import { useTexts } from "../texts/index.tsx";

interface FailedProps {
  readonly problem: Problem;
  /** Repeats what failed. */
  readonly again?: () => void;
  readonly busy?: boolean;
}

/** Something did not work: what, why, what to do, and the id to quote to support. */
export function Failed({ problem, again, busy = false }: FailedProps) {
  const { t } = useTexts();
  const { title, detail } = useWords(problem);
  return (
    <Alert
      type="error"
      header={title}
      action={again && <Button onClick={again} loading={busy}>{t("state.again")}</Button>}
    >
      {detail} {problem.retryAfter !== undefined && t("state.wait", { seconds: problem.retryAfter })}
      {problem.instance && <Box variant="small" color="inherit" display="block">{t("state.request", { id: problem.instance })}</Box>}
    </Alert>
  );
}

const own = ["unreachable", "session-ended"] as const;

/** A problem in words: the API's, or the console's own for what never reached it. */
export function useWords({ kind, title, detail }: Problem): { readonly title: string; readonly detail: string } {
  const { t } = useTexts();
  if (title) return { title, detail };
  const named = own.find((one) => one === kind) ?? "gateway";
  return { title: t(`problem.${named}.title`), detail: t(`problem.${named}.detail`) };
}
