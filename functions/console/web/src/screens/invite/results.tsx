import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect } from "react";
import { useSearchParams } from "react-router";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { useScreenLink } from "../../hooks/use-screen-link.ts";
import { focusHeading } from "../../lib/focus.ts";
import { changedQuery, withQuery } from "../../lib/list-address.ts";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import { ResultTable } from "./result-table.tsx";
import { failedEmails } from "./result.ts";
import type { Sending } from "./use-sending.ts";

interface ResultsProps {
  readonly sending: Sending;
  /** Sends the remaining invitations. */
  readonly onResume: () => void;
  /** Returns to the form with the unsent addresses. */
  readonly onBack: () => void;
  /** Returns to the form with the failed addresses. */
  readonly onRetryFailed: () => void;
  /** Returns to an empty form. */
  readonly onInviteMore: () => void;
}

/** The progress of sending and the result of each address. */
export function Results({ sending, onResume, onBack, onRetryFailed, onInviteMore }: ResultsProps) {
  const { t } = useTexts();
  const { rows, results, busy, problem, organisationId } = sending;
  const failed = failedEmails(results).length;
  const done = !busy && !problem;
  useEffect(() => focusHeading(), []); // the button that had the focus is gone
  const summary = t("invite.results.summary", { invited: results.length - failed, failed });
  return (
    <SpaceBetween size="l">
      {busy && (
        <Container>
          <ProgressBar
            value={(100 * results.length) / rows.length}
            label={t("invite.progress", { count: rows.length })}
            additionalInfo={t("invite.progress.done", { done: results.length, count: rows.length })}
          />
        </Container>
      )}
      {problem && (
        <SpaceBetween size="s">
          <ProblemAlert problem={problem} onRetry={onResume} />
          <Box>{t("invite.interrupted", { left: rows.length - results.length })} <Button variant="inline-link" onClick={onBack}>{t("invite.back")}</Button></Box>
        </SpaceBetween>
      )}
      {done && <LiveRegion><Box fontSize="heading-m">{summary}</Box></LiveRegion>}
      {results.length > 0 && (
        <ResultTable
          results={results}
          organisationId={organisationId}
          header={<Header variant="h2" counter={`(${results.length})`} actions={done && <Next failed={failed} organisationId={organisationId} onRetryFailed={onRetryFailed} onInviteMore={onInviteMore} />}>{t("invite.results.heading")}</Header>}
        />
      )}
    </SpaceBetween>
  );
}

interface NextProps extends Pick<ResultsProps, "onRetryFailed" | "onInviteMore"> {
  readonly failed: number;
  readonly organisationId: string;
}

/** Buttons for the next step. */
function Next({ failed, organisationId, onRetryFailed, onInviteMore }: NextProps) {
  const { t } = useTexts();
  const link = useScreenLink();
  const [query] = useSearchParams();
  const list = withQuery(paths.users(organisationId), changedQuery(query, { view: undefined, status: undefined, page: undefined }));
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={onInviteMore}>{t("invite.inviteMore")}</Button>
      {failed > 0 && <Button onClick={onRetryFailed}>{t("invite.retryFailed", { count: failed })}</Button>}
      <Button variant="primary" {...link(list)}>{t("invite.viewInvitations")}</Button>
    </SpaceBetween>
  );
}
