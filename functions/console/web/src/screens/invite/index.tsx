import { useState } from "react";
import { matchPath, useParams, useSearchParams } from "react-router";
import { AdministeredOrganisation } from "../../components/administered-organisation.tsx";
import { LeaveGuard } from "../../components/leave-guard.tsx";
import { Screen } from "../../components/screen.tsx";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import { emptyDraft, type Draft, hasInput, type InvitationRow, withRows } from "./draft.ts";
import { Form } from "./form.tsx";
import { failedEmails } from "./result.ts";
import { Results } from "./results.tsx";
import { type Sending, useSending } from "./use-sending.ts";

/**
 * Invites one person or many. The draft is kept here, above everything that loads, so that
 * it survives a change of organisation and failed requests.
 */
export function Invite() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  const [params] = useSearchParams();
  const [draft, setDraft] = useState<Draft>({ ...emptyDraft, accountId: params.get("account") ?? undefined });
  const { sending: latest, start, resume, reset } = useSending();
  // Results for another organisation are not shown here.
  const sending = latest && (latest.busy || latest.organisationId === organisationId) ? latest : undefined;
  const many = sending && sending.rows.length > 1;
  const done = sending && !sending.busy && !sending.problem;
  // The problem refers to the previous input.
  const change = (next: Draft) => {
    setDraft(next);
    if (sending?.problem) reset();
  };
  const editAgain = (rows: readonly InvitationRow[]) => {
    setDraft(withRows(draft, rows));
    reset();
  };
  return (
    <Screen title={t("invite.title")} description={t("invite.description")}>
      <AdministeredOrganisation organisationId={organisationId}>
        {(organisation) =>
          sending && many ? (
            <Results
              sending={sending}
              onResume={resume}
              onBack={() => editAgain(unsent(sending))}
              onRetryFailed={() => editAgain(failed(sending))}
              onInviteMore={() => {
                setDraft({ ...emptyDraft, accountId: draft.accountId, locale: draft.locale, roles: draft.roles, ends: draft.ends });
                reset();
              }}
            />
          ) : (
            <Form draft={draft} onChange={change} organisation={organisation} busy={sending?.busy ?? false} problem={sending?.problem} onSend={(rows) => start(organisationId, rows)} />
          )}
      </AdministeredOrganisation>
      <LeaveGuard active={done ? false : hasInput(draft)} harmless={({ pathname }) => sending?.busy === true || matchPath(paths.invite(":organisationId"), pathname) !== null} />
    </Screen>
  );
}

/** Returns the rows that failed. */
function failed({ rows, results }: Sending): readonly InvitationRow[] {
  const emails = new Set(failedEmails(results));
  return rows.slice(0, results.length).filter(({ email }) => emails.has(email));
}

/** Returns the rows that failed or have no result yet. */
function unsent(sending: Sending): readonly InvitationRow[] {
  return [...failed(sending), ...sending.rows.slice(sending.results.length)];
}
