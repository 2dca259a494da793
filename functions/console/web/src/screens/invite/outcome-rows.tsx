import Box from "@cloudscape-design/components/box";
import Cards from "@cloudscape-design/components/cards";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { Problem } from "../../api/problem.ts";
import { useNarrow } from "../../parts/narrow.ts";
import { Said, useWords, useWrong } from "../../parts/words.tsx";
import { useTexts } from "../../texts/index.tsx";
import { Out } from "./out.tsx";
import { type Outcome, refusedFirst } from "./outcome.ts";

interface OutcomeRowsProps {
  readonly outcomes: readonly Outcome[];
  readonly organisationId: string;
  readonly header: ReactNode;
}

/** What became of each address, and what to do where it was refused. */
export function OutcomeRows({ outcomes, organisationId, header }: OutcomeRowsProps) {
  const { t } = useTexts();
  const narrow = useNarrow();
  const why = (outcome: Outcome) => <Why outcome={outcome} organisationId={organisationId} />;
  const shared = { items: refusedFirst(outcomes), trackBy: "email", header };
  if (narrow) {
    return (
      <Cards
        {...shared}
        cardsPerRow={[{ cards: 1 }]}
        cardDefinition={{ header: ({ email }) => email, sections: [{ id: "outcome", content: (one) => <Became outcome={one} /> }, { id: "why", content: why }] }}
      />
    );
  }
  return (
    <Table
      {...shared}
      wrapLines
      ariaLabels={{ tableLabel: t("invite.outcome.heading") }}
      columnDefinitions={[
        { id: "email", header: t("invite.outcome.email"), cell: ({ email }) => email, isRowHeader: true, minWidth: 200, verticalAlign: "top" },
        { id: "outcome", header: t("invite.outcome.outcome"), cell: (one) => <Became outcome={one} />, minWidth: 110, verticalAlign: "top" },
        { id: "why", header: t("invite.outcome.why"), cell: why, minWidth: 260, verticalAlign: "top" },
      ]}
    />
  );
}

function Became({ outcome: { problem } }: { readonly outcome: Outcome }) {
  const { t } = useTexts();
  return <StatusIndicator type={problem ? "error" : "success"}>{t(problem ? "invite.outcome.refused" : "invite.outcome.invited")}</StatusIndicator>;
}

function Why({ outcome: { problem, email }, organisationId }: { readonly outcome: Outcome; readonly organisationId: string }) {
  const { t } = useTexts();
  if (!problem) return t("invite.outcome.mail");
  return (
    <SpaceBetween size="xxs">
      <Reason problem={problem} />
      <Out problem={problem} organisationId={organisationId} email={email} />
    </SpaceBetween>
  );
}

function Reason({ problem }: { readonly problem: Problem }) {
  const { detail, said } = useWords(problem);
  const wrong = useWrong(problem);
  if (problem.errors.length === 0) return <>{detail} {said && <Said words={said} />}</>;
  return problem.errors.map(({ field }) => <Box key={field}>{wrong(field)}</Box>);
}
