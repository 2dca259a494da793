import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { Event, Organisation } from "../../api/types.ts";
import { DownloadButton } from "../../components/download-button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { asProblem, Loaded } from "../../components/loaded.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { RefreshButton } from "../../components/refresh-button.tsx";
import { SearchProgress } from "../../components/search-progress.tsx";
import { restoreFocus } from "../../lib/focus.ts";
import { useTexts } from "../../texts/index.tsx";
import { DayEvents } from "./day.tsx";
import { byDay } from "./event-summary.ts";
import { type Filter, isNarrowed } from "./filter.ts";
import { events, readLines } from "./queries.ts";

interface EventListProps {
  readonly organisation: Organisation;
  readonly filter: Filter;
}

/** The loaded events by day, and a button to load more. While there is none to show, more are loaded by themselves. */
export function EventList({ organisation, filter }: EventListProps) {
  const { t } = useTexts();
  const query = useInfiniteQuery(events(organisation.id, filter));
  // A failure to load more is shown where the button was.
  const more = query.isFetchNextPageError ? asProblem(query.error) : undefined;
  const read = { data: query.data, error: more ? null : query.error, isFetching: query.isFetching, refetch: query.refetch };
  const load = () => void query.fetchNextPage().then(restoreFocus);
  const all = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const search = useSearch(query, all.length === 0);
  return (
    <SpaceBetween size="l">
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <RefreshButton busy={query.isRefetching} onRefresh={() => void query.refetch()} />
        <DownloadButton name={t("auditLog.title")} offered={["csv", "jsonl"]} read={(...how) => readLines(organisation.id, filter, ...how)} />
      </SpaceBetween>
      <Loaded query={read}>{() => <Days events={all} narrowed={isNarrowed(filter)} complete={!query.hasNextPage} />}</Loaded>
      {more && <ProblemAlert problem={more} onRetry={load} busy={query.isFetchingNextPage} />}
      {search.running && <SearchProgress onStop={search.stop} />}
      {query.hasNextPage && !more && !search.running && (
        <Box textAlign="center">
          <Button onClick={load} loading={query.isFetchingNextPage}>{t("auditLog.more")}</Button>
        </Box>
      )}
    </SpaceBetween>
  );
}

type EventQuery = Pick<UseInfiniteQueryResult, "hasNextPage" | "isError" | "isFetching" | "fetchNextPage">;

/** Loads more pages by itself while there is nothing to show, until the user stops it. */
function useSearch({ hasNextPage, isError, isFetching, fetchNextPage }: EventQuery, nothing: boolean) {
  const [stopped, setStopped] = useState(false);
  const running = nothing && hasNextPage && !isError && !stopped;
  const next = running && !isFetching;
  const load = useEffectEvent(() => void fetchNextPage());
  useEffect(() => {
    if (next) load();
  }, [next]);
  return { running, stop: () => setStopped(true) };
}

interface DaysProps {
  readonly events: readonly Event[];
  readonly narrowed: boolean;
  /** Whether all events are loaded. */
  readonly complete: boolean;
}

function Days({ events, narrowed, complete }: DaysProps) {
  const { t, day } = useTexts();
  if (events.length === 0 && !complete) return null;
  const empty = narrowed ? "noMatch" : "empty";
  if (events.length === 0) return <EmptyState title={t(`auditLog.${empty}.title`)} detail={t(`auditLog.${empty}.detail`)} />;
  return (
    <SpaceBetween size="l">
      <div role="status">
        <Box color="text-body-secondary">{t(complete ? "auditLog.count.all" : "auditLog.count.latest", { loaded: events.length })}</Box>
      </div>
      {byDay(events, day).map((one) => <DayEvents key={one.day} {...one} />)}
    </SpaceBetween>
  );
}
