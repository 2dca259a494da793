import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Event, Organisation } from "../../api/types.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { asProblem, Loaded } from "../../components/loaded.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { RefreshButton } from "../../components/refresh-button.tsx";
import { restoreFocus } from "../../lib/focus.ts";
import { useTexts } from "../../texts/index.tsx";
import { DayEvents } from "./day.tsx";
import { byDay, categories, summarise } from "./event-summary.ts";
import { events } from "./queries.ts";

const shown = ["all", ...categories] as const;
type Filter = (typeof shown)[number];

/** The loaded events by day, and a button to load more. */
export function EventList({ organisation }: { readonly organisation: Organisation }) {
  const { t } = useTexts();
  const [category, setCategory] = useState<Filter>("all");
  const query = useInfiniteQuery(events(organisation.id));
  // A failure to load more is shown where the button was.
  const more = query.isFetchNextPageError ? asProblem(query.error) : undefined;
  const read = { data: query.data, error: more ? null : query.error, isFetching: query.isFetching, refetch: query.refetch };
  const load = () => void query.fetchNextPage().then(restoreFocus);
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
      <Loaded query={read}>{({ pages }) => <Days all={pages.flatMap(({ items }) => items)} category={category} complete={!query.hasNextPage} />}</Loaded>
      {more && <ProblemAlert problem={more} onRetry={load} busy={query.isFetchingNextPage} />}
      {query.hasNextPage && !more && (
        <Box textAlign="center">
          <Button onClick={load} loading={query.isFetchingNextPage}>{t("auditLog.more")}</Button>
        </Box>
      )}
    </SpaceBetween>
  );
}

interface DaysProps {
  readonly all: readonly Event[];
  readonly category: Filter;
  /** Whether all events are loaded. */
  readonly complete: boolean;
}

function Days({ all, category, complete }: DaysProps) {
  const { t, day } = useTexts();
  const some = category === "all" ? all : all.filter((event) => summarise(event).category === category);
  if (all.length === 0) return <EmptyState title={t("auditLog.empty.title")} detail={t("auditLog.empty.detail")} />;
  const count = { shown: some.length, loaded: all.length };
  return (
    <SpaceBetween size="l">
      <div role="status">
        <Box color="text-body-secondary">{t(countText(category !== "all", complete), count)}</Box>
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
