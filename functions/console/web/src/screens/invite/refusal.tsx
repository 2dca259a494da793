import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Problem } from "../../api/problem.ts";
import { Failed } from "../../parts/failed.tsx";
import { Out } from "./out.tsx";

interface RefusalProps {
  readonly problem: Problem;
  readonly organisationId: string;
  readonly email: string;
}

/** Why the invitation was not sent, and the way out. What was typed stands above it still. */
export function Refusal({ problem, ...where }: RefusalProps) {
  return (
    <SpaceBetween size="xs">
      <Failed problem={problem} />
      <Out problem={problem} {...where} />
    </SpaceBetween>
  );
}
