import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import type { Problem } from "../api/problem.ts";
import { useTexts } from "../texts/index.tsx";
import { Said, useWords } from "./words.tsx";

interface FailedProps {
  readonly problem: Problem;
  /** Repeats what failed. */
  readonly again?: () => void;
  readonly busy?: boolean;
}

/** Something did not work: what, why, what to do, and the id to quote to support. */
export function Failed({ problem, again, busy = false }: FailedProps) {
  const { t } = useTexts();
  const { title, detail, said } = useWords(problem);
  return (
    <div role="alert">
      <Alert
        type="error"
        header={title}
        action={again && <Button onClick={again} loading={busy}>{t("state.again")}</Button>}
      >
        {detail} {problem.retryAfter !== undefined && t("state.wait", { seconds: problem.retryAfter })}
        {said && <Box variant="small" color="inherit" display="block"><Said words={said} /></Box>}
        {problem.instance && <Box variant="small" color="inherit" display="block">{t("state.request", { id: problem.instance })}</Box>}
      </Alert>
    </div>
  );
}
