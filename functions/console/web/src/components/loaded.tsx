import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import type { ReactNode } from "react";
import { Problem } from "../api/problem.ts";
import type { QueryState } from "../lib/combine-queries.ts";
import { useTexts } from "../texts/index.tsx";
import { Loading } from "./loading.tsx";
import { NotAllowed } from "./not-allowed.tsx";
import { NothingHere } from "./not-found.tsx";
import { ProblemAlert } from "./problem-alert.tsx";

interface LoadedProps<T> {
  readonly query: QueryState<T>;
  readonly children: (data: T) => ReactNode;
}

/**
 * Shows the result of a query in each of its states: loading, loaded, not found, forbidden,
 * failed, or loaded but failed to refresh. Data is hidden after a 403 or 404 even if it was
 * loaded before, because access may have been removed.
 */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  const { data, error, isFetching, refetch } = query;
  const retry = () => void refetch();
  if (error) {
    const problem = asProblem(error);
    if (problem.status === 404) return <NothingHere />;
    if (problem.status === 403) return <NotAllowed />;
    if (data === undefined) return <ProblemAlert problem={problem} onRetry={retry} busy={isFetching} />;
  }
  if (data === undefined) return <Loading />;
  // The children keep their position in the tree, so that their state survives a failed refresh.
  return (
    <>
      {error && <Stale onRetry={retry} busy={isFetching} />}
      {children(data)}
    </>
  );
}

function Stale({ onRetry, busy }: { readonly onRetry: () => void; readonly busy: boolean }) {
  const { t } = useTexts();
  return (
    <Box margin={{ bottom: "m" }}>
      <Alert type="warning" action={<Button onClick={onRetry} loading={busy}>{t("state.retry")}</Button>}>{t("state.stale")}</Alert>
    </Box>
  );
}

/** Returns an error as a Problem. Any other error is a bug in the console and is thrown to the nearest boundary. */
export function asProblem(error: Error): Problem {
  if (error instanceof Problem) return error;
  throw error;
}
