import Pagination from "@cloudscape-design/components/pagination";
import type { Paging } from "../hooks/use-pages.ts";
import { useTexts } from "../texts/index.tsx";
import { SearchProgress } from "./search-progress.tsx";

interface PageControlsProps {
  readonly paging: Paging;
  readonly label: string;
}

/** Controls to page through a list; nothing if there is one page. The number of pages is unknown: the API only tells whether there is a next one. */
export function PageControls({ paging: { page, nextCursor, turn, search }, label }: PageControlsProps) {
  const { t } = useTexts();
  if (search?.running) return <SearchProgress onStop={search.stop} />;
  if (page === 0 && !nextCursor) return null;
  return (
    <Pagination
      currentPageIndex={page + 1}
      pagesCount={page + (nextCursor ? 2 : 1)}
      onChange={({ detail }) => turn(detail.currentPageIndex - 1)}
      ariaLabels={{
        paginationLabel: label,
        previousPageLabel: t("paging.previous"),
        nextPageLabel: t("paging.next"),
        pageLabel: (number) => t("paging.page", { number }),
      }}
    />
  );
}
