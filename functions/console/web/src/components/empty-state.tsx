import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly title: string;
  readonly detail: string;
  readonly action?: ReactNode;
}

/** Shows that a list is empty, and what would add something to it. */
export function EmptyState({ title, detail, action }: EmptyStateProps) {
  return (
    <Box textAlign="center" color="inherit" padding={{ vertical: "l" }}>
      <SpaceBetween size="xs">
        <div>
          <Box variant="strong" color="inherit">{title}</Box>
          <Box variant="p" color="inherit">{detail}</Box>
        </div>
        {action}
      </SpaceBetween>
    </Box>
  );
}
