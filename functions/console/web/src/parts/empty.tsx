import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

interface EmptyProps {
  readonly title: string;
  readonly detail: string;
  readonly action?: ReactNode;
}

/** There is nothing, and that is no fault. Says what would make something appear. */
export function Empty({ title, detail, action }: EmptyProps) {
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
