import Pagination from "@cloudscape-design/components/pagination";
import type { Paging } from "../hooks/use-pages.ts";
import { useTexts } from "../texts/index.tsx";

interface PageControlsProps {
  readonly paging: Paging;
  readonly nextCursor: string | undefined;
  readonly label: string;
}

/** Controls to page through a list; nothing if there is one page. The number of pages is unknown: the API only tells whether there is a next one. */
export function PageControls({ paging, nextCursor, label }: PageControlsProps) {
  const { t } = useTexts();
  if (paging.page === 0 && !nextCursor) return null;
  return (
    <Pagination
      currentPageIndex={paging.page + 1}
      pagesCount={paging.page + (nextCursor ? 2 : 1)}
      onChange={({ detail }) => paging.turn(detail.currentPageIndex - 1, nextCursor)}
      ariaLabels={{
        paginationLabel: label,
        previousPageLabel: t("paging.previous"),
        nextPageLabel: t("paging.next"),
        pageLabel: (number) => t("paging.page", { number }),
      }}
    />
  );
}
