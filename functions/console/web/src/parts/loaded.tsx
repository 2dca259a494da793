import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Problem } from "../api/problem.ts";
import { useTexts } from "../texts/index.tsx";
import { Failed } from "./failed.tsx";
import { Loading } from "./loading.tsx";
import { NotAllowed } from "./not-allowed.tsx";
import { NothingHere } from "./not-found.tsx";

/** What matters here of a query. */
export interface Read<T> extends Pick<UseQueryResult<T>, "data" | "error" | "isFetching"> {
  readonly refetch: () => unknown;
}

interface LoadedProps<T> {
  readonly query: Read<T>;
  readonly children: (data: T) => ReactNode;
}

/**
 * What a read gave, in whichever state it is: on its way, there, refused, failed, or
 * there and not to be refreshed. What was refused is not shown any more, though it
 * had been read before: access that was removed is gone at the next look.
 */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  const { data, error, isFetching, refetch } = query;
  const again = () => void refetch();
  if (error) {
    const problem = asProblem(error);
    if (problem.status === 404) return <NothingHere />;
    if (problem.status === 403) return <NotAllowed />;
    if (data === undefined) return <Failed problem={problem} again={again} busy={isFetching} />;
  }
  if (data === undefined) return <Loading />;
  // The data is always in the same place: what is typed in it outlives a failed refresh.
  return (
    <>
      {error && <Stale again={again} busy={isFetching} />}
      {children(data)}
    </>
  );
}

function Stale({ again, busy }: { readonly again: () => void; readonly busy: boolean }) {
  const { t } = useTexts();
  return (
    <Box margin={{ bottom: "m" }}>
      <Alert type="warning" action={<Button onClick={again} loading={busy}>{t("state.again")}</Button>}>{t("state.stale")}</Alert>
    </Box>
  );
}

/** An error as a problem; what is none is a fault of the console, and is shown by the nearest boundary. */
export function asProblem(error: Error): Problem {
  if (error instanceof Problem) return error;
  throw error;
}
