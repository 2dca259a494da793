import Box from "@cloudscape-design/components/box";
import Cards from "@cloudscape-design/components/cards";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { Problem } from "../../api/problem.ts";
import { ServerMessage, useProblemText, useFieldError } from "../../components/problem-text.tsx";
import { useNarrowScreen } from "../../hooks/use-narrow-screen.ts";
import { useTexts } from "../../texts/index.tsx";
import { NextStep } from "./next-step.tsx";
import { type Result, failedFirst } from "./result.ts";

interface ResultTableProps {
  readonly results: readonly Result[];
  readonly organisationId: string;
  readonly header: ReactNode;
}

/** The result of each address, and what to do about those that failed. */
export function ResultTable({ results, organisationId, header }: ResultTableProps) {
  const { t } = useTexts();
  const narrow = useNarrowScreen();
  const details = (result: Result) => <ResultDetails result={result} organisationId={organisationId} />;
  const shared = { items: failedFirst(results), trackBy: "email", header };
  if (narrow) {
    return (
      <Cards
        {...shared}
        cardsPerRow={[{ cards: 1 }]}
        cardDefinition={{ header: ({ email }) => email, sections: [{ id: "result", content: (one) => <ResultStatus result={one} /> }, { id: "details", content: details }] }}
      />
    );
  }
  return (
    <Table
      {...shared}
      wrapLines
      ariaLabels={{ tableLabel: t("invite.results.heading") }}
      columnDefinitions={[
        { id: "email", header: t("invite.results.email"), cell: ({ email }) => email, isRowHeader: true, minWidth: 200, verticalAlign: "top" },
        { id: "result", header: t("invite.results.status"), cell: (one) => <ResultStatus result={one} />, minWidth: 110, verticalAlign: "top" },
        { id: "details", header: t("invite.results.details"), cell: details, minWidth: 260, verticalAlign: "top" },
      ]}
    />
  );
}

function ResultStatus({ result: { problem } }: { readonly result: Result }) {
  const { t } = useTexts();
  return <StatusIndicator type={problem ? "error" : "success"}>{t(problem ? "invite.results.failed" : "invite.results.invited")}</StatusIndicator>;
}

function ResultDetails({ result: { problem, email }, organisationId }: { readonly result: Result; readonly organisationId: string }) {
  const { t } = useTexts();
  if (!problem) return t("invite.results.queued");
  return (
    <SpaceBetween size="xxs">
      <Reason problem={problem} />
      <NextStep problem={problem} organisationId={organisationId} email={email} />
    </SpaceBetween>
  );
}

function Reason({ problem }: { readonly problem: Problem }) {
  const { detail, serverMessage } = useProblemText(problem);
  const fieldError = useFieldError(problem);
  if (problem.errors.length === 0) return <>{detail} {serverMessage && <ServerMessage message={serverMessage} />}</>;
  return problem.errors.map(({ field }) => <Box key={field}>{fieldError(field)}</Box>);
}
