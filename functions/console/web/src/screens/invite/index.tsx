import { useState } from "react";
import { matchPath, useParams } from "react-router";
import { Administered } from "../../parts/administered.tsx";
import { LeaveGuard } from "../../parts/leave-guard.tsx";
import { Screen } from "../../parts/screen.tsx";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import { blank, type Draft, isBegun } from "./draft.ts";
import { Form } from "./form.tsx";
import { refused } from "./outcome.ts";
import { Outcomes } from "./outcomes.tsx";
import { type Sending, useSending } from "./sending.ts";

/**
 * Invites one person or many. What was typed is kept here, above everything that is
 * loaded: it outlives another choice of organisation, and what fails on the way.
 */
export function Invite() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  const [draft, setDraft] = useState<Draft>(blank);
  const { sending: latest, start, goOn, forget } = useSending();
  // What became of invitations to another organisation does not stand under this one.
  const sending = latest && (latest.busy || latest.organisationId === organisationId) ? latest : undefined;
  const many = sending && sending.rows.length > 1;
  const over = sending && !sending.busy && !sending.problem;
  // What was refused is not what stands there any more.
  const change = (next: Draft) => {
    setDraft(next);
    if (sending?.problem) forget();
  };
  const again = (to: readonly string[]) => {
    setDraft({ ...draft, to: to.join("\n") });
    forget();
  };
  return (
    <Screen title={t("invite.title")} description={t("invite.description")}>
      <Administered organisationId={organisationId}>
        {(place, authority) =>
          sending && (many || over) ? (
            <Outcomes
              sending={sending}
              onGoOn={goOn}
              onBack={() => again(unsent(sending))}
              onAgain={() => again(refused(sending.outcomes))}
              onMore={() => {
                setDraft({ ...blank, accountId: draft.accountId, locale: draft.locale, roles: draft.roles });
                forget();
              }}
            />
          ) : (
            <Form draft={draft} onChange={change} place={place} authority={authority} busy={sending?.busy ?? false} problem={sending?.problem} onSend={(rows) => start(organisationId, rows)} />
          )}
      </Administered>
      <LeaveGuard active={over ? false : isBegun(draft)} harmless={({ pathname }) => sending?.busy === true || matchPath(places.invite(":organisationId"), pathname) !== null} />
    </Screen>
  );
}

/** The addresses that nothing has become of yet, and those that were refused. */
function unsent({ rows, outcomes }: Sending): readonly string[] {
  return [...refused(outcomes), ...rows.slice(outcomes.length).map(({ email }) => email)];
}
