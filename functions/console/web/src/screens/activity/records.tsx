import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Event, Organisation } from "../../api/shapes.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failed } from "../../parts/failed.tsx";
import { regainFocus } from "../../parts/focus.ts";
import { asProblem, Loaded } from "../../parts/loaded.tsx";
import { useTexts } from "../../texts/index.tsx";
import { DayOfEvents } from "./day.tsx";
import { events } from "./query.ts";
import { byDay, groups, storyOf } from "./story.ts";

const shown = ["all", ...groups] as const;
type Shown = (typeof shown)[number];

/** The records that are loaded, under their days, and the way to load more. */
export function Records({ organisation }: { readonly organisation: Organisation }) {
  const { t } = useTexts();
  const [group, choose] = useState<Shown>("all");
  const query = useInfiniteQuery(events(organisation.id));
  // What failed while loading more is told where more would be.
  const more = query.isFetchNextPageError ? asProblem(query.error) : undefined;
  const read = { data: query.data, error: more ? null : query.error, isFetching: query.isFetching, refetch: query.refetch };
  const load = () => void query.fetchNextPage().then(regainFocus);
  return (
    <SpaceBetween size="l">
      <SpaceBetween direction="horizontal" size="s" alignItems="end">
        <SegmentedControl
          label={t("activity.filter")}
          options={shown.map((one) => ({ id: one, text: t(`activity.group.${one}`) }))}
          selectedId={group}
          onChange={({ detail }) => choose(detail.selectedId as Shown)}
        />
        <Button iconName="refresh" ariaLabel={t("activity.refresh")} loading={query.isRefetching} onClick={() => void query.refetch()} />
      </SpaceBetween>
      <Loaded query={read}>{({ pages }) => <Days all={pages.flatMap(({ items }) => items)} group={group} complete={!query.hasNextPage} />}</Loaded>
      {more && <Failed problem={more} again={load} busy={query.isFetchingNextPage} />}
      {query.hasNextPage && !more && (
        <Box textAlign="center">
          <Button onClick={load} loading={query.isFetchingNextPage}>{t("activity.more")}</Button>
        </Box>
      )}
    </SpaceBetween>
  );
}

interface DaysProps {
  readonly all: readonly Event[];
  readonly group: Shown;
  /** Whether there is nothing more to load. */
  readonly complete: boolean;
}

function Days({ all, group, complete }: DaysProps) {
  const { t, day } = useTexts();
  const some = group === "all" ? all : all.filter((event) => storyOf(event).group === group);
  if (all.length === 0) return <Empty title={t("activity.empty.title")} detail={t("activity.empty.detail")} />;
  const count = { shown: some.length, loaded: all.length };
  return (
    <SpaceBetween size="l">
      <div role="status">
        <Box color="text-body-secondary">{t(complete ? "activity.count.all" : "activity.count.loaded", count)}</Box>
      </div>
      {byDay(some, day).map((one) => <DayOfEvents key={one.day} {...one} />)}
    </SpaceBetween>
  );
}
