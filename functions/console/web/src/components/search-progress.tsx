import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useTexts } from "../texts/index.tsx";

/** Shows that a list is being searched for more entries, and stops it. How much of the list is left is unknown. */
export function SearchProgress({ onStop }: { readonly onStop: () => void }) {
  const { t } = useTexts();
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <div role="status"><StatusIndicator type="loading">{t("list.searching")}</StatusIndicator></div>
      <Button onClick={onStop}>{t("list.stop")}</Button>
    </SpaceBetween>
  );
}
