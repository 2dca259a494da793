import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import { GrantReasons } from "../../components/grant-reasons.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { RefreshButton } from "../../components/refresh-button.tsx";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { useTexts } from "../../texts/index.tsx";
import { decision } from "./queries.ts";
import type { Question } from "./question.ts";

interface AnswerProps {
  readonly organisationId: string;
  readonly question: Question;
}

/** The answer to a question, with the time for which it holds and the grants that it rests on. */
export function Answer({ organisationId, question }: AnswerProps) {
  const { t, exact } = useTexts();
  const query = useQuery(decision(organisationId, question));
  const scope = useScopeName(organisationId)(question.account);
  return (
    <Container header={<Header variant="h2" actions={<RefreshButton busy={query.isFetching} onRefresh={() => void query.refetch()} />}>{t("checkAccess.answer")}</Header>}>
      <Loaded query={query}>
        {({ allowed, because, asOf }) => (
          <SpaceBetween size="m">
            <LiveRegion>
              <StatusIndicator type={allowed ? "success" : "error"}>{t(allowed ? "checkAccess.allowed" : "checkAccess.notAllowed")}</StatusIndicator>
              <Box variant="p">{t("checkAccess.asked", { permission: question.permission, scope })}</Box>
              <Box variant="small">{t("checkAccess.asOf", { at: exact(asOf) })}</Box>
            </LiveRegion>
            {allowed ? (
              <div>
                <Box variant="h3">{t("grant.reasons")}</Box>
                <GrantReasons grants={because} organisationId={organisationId} />
              </div>
            ) : (
              t("checkAccess.noReason")
            )}
          </SpaceBetween>
        )}
      </Loaded>
    </Container>
  );
}
