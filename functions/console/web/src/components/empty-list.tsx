import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import type { Search } from "../hooks/use-pages.ts";
import { useTexts } from "../texts/index.tsx";
import { EmptyState } from "./empty-state.tsx";

interface EmptyListProps {
  readonly search: Search | undefined;
  readonly title: string;
  readonly detail: string;
}

/** Shows that a list has no entries, once all of it was searched. A search that was stopped can go on. */
export function EmptyList({ search, ...rest }: EmptyListProps) {
  const { t } = useTexts();
  if (!search) return <EmptyState {...rest} />;
  if (search.running) return <Box padding="l">{t("list.nothingYet")}</Box>;
  return <EmptyState title={t("list.stopped.title")} detail={t("list.nothingYet")} action={<Button onClick={search.goOn}>{t("list.goOn")}</Button>} />;
}
