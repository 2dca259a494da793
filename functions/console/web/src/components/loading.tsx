import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useTexts } from "../texts/index.tsx";

/** Shows that something is loading. */
export function Loading({ text }: { readonly text?: string }) {
  const { t } = useTexts();
  return (
    <Box padding="l" textAlign="center">
      <div role="status">
        <StatusIndicator type="loading">{text ?? t("state.loading")}</StatusIndicator>
      </div>
    </Box>
  );
}
