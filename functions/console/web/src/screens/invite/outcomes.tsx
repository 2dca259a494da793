import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect } from "react";
import { Failed } from "../../parts/failed.tsx";
import { focusHeading } from "../../parts/focus.ts";
import { useFollow } from "../../parts/link.tsx";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import { OutcomeRows } from "./outcome-rows.tsx";
import { refused } from "./outcome.ts";
import type { Sending } from "./sending.ts";

interface OutcomesProps {
  readonly sending: Sending;
  /** Sends what was not sent. */
  readonly onGoOn: () => void;
  /** Goes back to the form with what was not sent. */
  readonly onBack: () => void;
  /** Goes back to the form with those that were refused. */
  readonly onAgain: () => void;
  /** Goes back to a form for others. */
  readonly onMore: () => void;
}

/** How far the sending is, and what has become of each address. */
export function Outcomes({ sending, onGoOn, onBack, onAgain, onMore }: OutcomesProps) {
  const { t } = useTexts();
  const { rows, outcomes, busy, problem, organisationId } = sending;
  const bad = refused(outcomes).length;
  const over = !busy && !problem;
  useEffect(() => focusHeading(), []); // the button that was pressed is gone
  const summary = t("invite.outcome.summary", { invited: outcomes.length - bad, refused: bad });
  return (
    <SpaceBetween size="l">
      {busy && (
        <Container>
          <ProgressBar
            value={(100 * outcomes.length) / rows.length}
            label={t("invite.progress", { count: rows.length })}
            additionalInfo={t("invite.progress.done", { done: outcomes.length, count: rows.length })}
          />
        </Container>
      )}
      {problem && (
        <SpaceBetween size="s">
          <Failed problem={problem} again={onGoOn} />
          <Box>{t("invite.interrupted", { left: rows.length - outcomes.length })} <Button variant="inline-link" onClick={onBack}>{t("invite.back")}</Button></Box>
        </SpaceBetween>
      )}
      {over && <LiveRegion><Box fontSize="heading-m">{summary}</Box></LiveRegion>}
      {outcomes.length > 0 && (
        <OutcomeRows
          outcomes={outcomes}
          organisationId={organisationId}
          header={<Header variant="h2" counter={`(${outcomes.length})`} actions={over && <Next bad={bad} organisationId={organisationId} onAgain={onAgain} onMore={onMore} />}>{t("invite.outcome.heading")}</Header>}
        />
      )}
    </SpaceBetween>
  );
}

interface NextProps extends Pick<OutcomesProps, "onAgain" | "onMore"> {
  readonly bad: number;
  readonly organisationId: string;
}

/** Where to go from here. */
function Next({ bad, organisationId, onAgain, onMore }: NextProps) {
  const { t } = useTexts();
  const link = useFollow();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={onMore}>{t("invite.more")}</Button>
      {bad > 0 && <Button onClick={onAgain}>{t("invite.again", { count: bad })}</Button>}
      <Button variant="primary" {...link(places.users(organisationId))}>{t("invite.done")}</Button>
    </SpaceBetween>
  );
}
