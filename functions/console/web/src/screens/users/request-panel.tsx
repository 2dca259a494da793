import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { AcceptanceRequest, Invitation } from "../../api/types.ts";
import { Timestamp } from "../../components/timestamp.tsx";
import { useRequester } from "../../hooks/use-requester.ts";
import { useTexts } from "../../texts/index.tsx";
import { requestAnswers, type RequestAnswer, unavailableReason } from "./invitation-rules.ts";

interface RequestPanelProps {
  readonly invitation: Invitation;
  readonly request: AcceptanceRequest;
  readonly onAnswer: (answer: RequestAnswer) => void;
}

/** The request of somebody with another address to accept an invitation, with the ways to answer it. */
export function RequestPanel({ invitation, request, onAnswer }: RequestPanelProps) {
  const { t } = useTexts();
  const requester = useRequester();
  const why = unavailableReason("edit", invitation);
  return (
    <Alert type="info" header={t("users.request.heading")}>
      <SpaceBetween size="s">
        <div>{t("users.request.detail", { requester: requester(request), email: invitation.email })}</div>
        <Box variant="small" color="inherit"><Timestamp at={request.requestedAt} /></Box>
        <SpaceBetween direction="horizontal" size="xs">
          {requestAnswers.map((answer) => (
            <Button key={answer} onClick={() => onAnswer(answer)} {...(why && { disabled: true, disabledReason: t(`users.unavailable.${why}`) })}>{t(`users.${answer}.action`)}</Button>
          ))}
        </SpaceBetween>
      </SpaceBetween>
    </Alert>
  );
}
