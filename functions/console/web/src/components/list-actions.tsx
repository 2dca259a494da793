import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { DownloadButton, type ReadList } from "./download-button.tsx";
import { PageSize } from "./page-size.tsx";
import { RefreshButton } from "./refresh-button.tsx";

interface ListActionsProps {
  /** The name of the file that the list is saved as. */
  readonly name: string;
  readonly read: ReadList;
  readonly busy: boolean;
  readonly onRefresh: () => void;
  /** Actions for the selected entries. */
  readonly children?: ReactNode;
}

/** What can be done with a list of people, beside its heading. */
export function ListActions({ name, read, busy, onRefresh, children }: ListActionsProps) {
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {children}
      <DownloadButton name={name} offered={["csv"]} read={read} />
      <PageSize />
      <RefreshButton busy={busy} onRefresh={onRefresh} />
    </SpaceBetween>
  );
}
