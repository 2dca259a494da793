import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { Event, Organisation } from "../../api/types.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { asProblem, Loaded } from "../../components/loaded.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { RefreshButton } from "../../components/refresh-button.tsx";
import { SearchProgress } from "../../components/search-progress.tsx";
import { restoreFocus } from "../../lib/focus.ts";
import { useTexts } from "../../texts/index.tsx";
import { DayEvents } from "./day.tsx";
import { byDay, categories, summarise } from "./event-summary.ts";
import { events } from "./queries.ts";

const shown = ["all", ...categories] as const;
type Filter = (typeof shown)[number];

/** The loaded events by day, and a button to load more. While there is none to show, more are loaded by themselves. */
export function EventList({ organisation }: { readonly organisation: Organisation }) {
  const { t } = useTexts();
  const [category, setCategory] = useState<Filter>("all");
  const query = useInfiniteQuery(events(organisation.id));
  // A failure to load more is shown where the button was.
  const more = query.isFetchNextPageError ? asProblem(query.error) : undefined;
  const read = { data: query.data, error: more ? null : query.error, isFetching: query.isFetching, refetch: query.refetch };
  const load = () => void query.fetchNextPage().then(restoreFocus);
  const all = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const some = category === "all" ? all : all.filter((event) => summarise(event).category === category);
  const search = useSearch(query, some.length === 0, category);
  return (
    <SpaceBetween size="l">
      <SpaceBetween direction="horizontal" size="s" alignItems="end">
        <SegmentedControl
          label={t("auditLog.filter")}
          options={shown.map((one) => ({ id: one, text: t(`auditLog.category.${one}`) }))}
          selectedId={category}
          onChange={({ detail }) => setCategory(detail.selectedId as Filter)}
        />
        <RefreshButton busy={query.isRefetching} onRefresh={() => void query.refetch()} />
      </SpaceBetween>
      <Loaded query={read}>{() => <Days all={all} some={some} filtered={category !== "all"} complete={!query.hasNextPage} />}</Loaded>
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
function useSearch({ hasNextPage, isError, isFetching, fetchNextPage }: EventQuery, nothing: boolean, category: Filter) {
  const [stopped, setStopped] = useState<Filter>();
  const running = nothing && hasNextPage && !isError && stopped !== category;
  const next = running && !isFetching;
  const load = useEffectEvent(() => void fetchNextPage());
  useEffect(() => {
    if (next) load();
  }, [next]);
  return { running, stop: () => setStopped(category) };
}

interface DaysProps {
  readonly all: readonly Event[];
  /** The events to show. */
  readonly some: readonly Event[];
  readonly filtered: boolean;
  /** Whether all events are loaded. */
  readonly complete: boolean;
}

function Days({ all, some, filtered, complete }: DaysProps) {
  const { t, day } = useTexts();
  if (all.length === 0 && !complete) return null;
  if (all.length === 0) return <EmptyState title={t("auditLog.empty.title")} detail={t("auditLog.empty.detail")} />;
  const count = { shown: some.length, loaded: all.length };
  return (
    <SpaceBetween size="l">
      <div role="status">
        <Box color="text-body-secondary">{t(countText(filtered, complete), count)}</Box>
      </div>
      {byDay(some, day).map((one) => <DayEvents key={one.day} {...one} />)}
    </SpaceBetween>
  );
}

/** Returns the key of the text that tells how many of the loaded events are shown. */
function countText(filtered: boolean, complete: boolean) {
  if (filtered) return complete ? "auditLog.count.filtered" : "auditLog.count.filtered.latest";
  return complete ? "auditLog.count.all" : "auditLog.count.latest";
}
