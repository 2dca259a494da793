import Button from "@cloudscape-design/components/button";
import { useTexts } from "../texts/index.tsx";

interface RefreshButtonProps {
  readonly busy: boolean;
  readonly onRefresh: () => void;
}

/** The button in the header of a list that loads the list again. */
export function RefreshButton({ busy, onRefresh }: RefreshButtonProps) {
  const { t } = useTexts();
  return <Button iconName="refresh" ariaLabel={t("list.refresh")} loading={busy} onClick={onRefresh} />;
}
