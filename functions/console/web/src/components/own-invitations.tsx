import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, unwrap } from "../api/client.ts";
import { useOwnInvitations } from "../api/queries.ts";
import { Problem } from "../api/problem.ts";
import type { OwnInvitation } from "../api/types.ts";
import { useWriteResults } from "../api/write-results.ts";
import { restoreFocus } from "../lib/focus.ts";
import { useTexts } from "../texts/index.tsx";
import { DestructiveButton } from "./destructive-button.tsx";
import { Dialog } from "./dialog.tsx";
import { useNotify } from "./notifications.tsx";
import { ProblemAlert } from "./problem-alert.tsx";
import { RelativeTime } from "./relative-time.tsx";
import { RoleEnd } from "./role-end.tsx";

/** The open invitations to the user, each with buttons to accept and to decline it. Shows nothing if there are none. */
export function OwnInvitations() {
  const { t } = useTexts();
  const { data = [] } = useQuery(useOwnInvitations());
  if (data.length === 0) return null;
  return (
    <Container header={<Header variant="h2" counter={`(${data.length})`}>{t("me.invitations.heading")}</Header>}>
      <SpaceBetween size="l">{data.map((invitation) => <Offer key={invitation.id} invitation={invitation} />)}</SpaceBetween>
    </Container>
  );
}

/** The number of open invitations to the user; undefined if there are none. */
export function OwnInvitationsBadge() {
  const { t } = useTexts();
  const { data = [] } = useQuery(useOwnInvitations());
  return data.length > 0 ? <Badge color="blue"><span aria-label={t("me.invitations.badge", { count: data.length })}>{data.length}</span></Badge> : undefined;
}

function Offer({ invitation }: { readonly invitation: OwnInvitation }) {
  const { t } = useTexts();
  const [declining, setDeclining] = useState(false);
  const accept = useAnswer(invitation, "accept");
  const where = scopeOf(invitation);
  return (
    <section aria-label={where}>
      <SpaceBetween size="xs">
        <div>
          <Box variant="h3">{where}</Box>
          <ul className="plain">
            {invitation.roles.map(({ id, name, until }) => <li key={id}>{name} <RoleEnd until={until} /></li>)}
          </ul>
          <Box color="text-body-secondary">{t("me.invitations.invitedBy", { name: invitation.invitedBy.name })}</Box>
          <Box color="text-body-secondary">{t("users.expires")} <RelativeTime at={invitation.expiresAt} /></Box>
        </div>
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="primary" loading={accept.isPending} ariaLabel={t("me.invitations.accept.label", { scope: where })} onClick={() => accept.mutate()}>{t("me.invitations.accept")}</Button>
          <DestructiveButton disabled={accept.isPending} ariaLabel={t("me.invitations.decline.label", { scope: where })} onClick={() => setDeclining(true)}>{t("me.invitations.decline")}</DestructiveButton>
        </SpaceBetween>
        {accept.problem && <ProblemAlert problem={accept.problem} />}
      </SpaceBetween>
      {declining && <DeclineDialog invitation={invitation} onClose={() => setDeclining(false)} />}
    </section>
  );
}

function DeclineDialog({ invitation, onClose }: { readonly invitation: OwnInvitation; readonly onClose: () => void }) {
  const { t } = useTexts();
  const { mutate, isPending, problem } = useAnswer(invitation, "decline", onClose);
  return (
    <Dialog title={t("me.invitations.decline.title")} confirmText={t("me.invitations.decline")} destructive busy={isPending} problem={problem} onClose={onClose} onConfirm={mutate}>
      {t("me.invitations.decline.detail", { scope: scopeOf(invitation) })}
    </Dialog>
  );
}

/** What a repetition of an answer that took effect gets. */
const alreadyDone = { accept: "already-granted", decline: "" };

/** Accepts or declines an invitation. It returns the problem that is shown beside the invitation, which may be gone after others. */
function useAnswer(invitation: OwnInvitation, answer: "accept" | "decline", onDone?: () => void) {
  const { t } = useTexts();
  const notify = useNotify();
  const results = useWriteResults();
  const inviteeText = useInviteeText();
  const scope = scopeOf(invitation);
  const mutation = useMutation<string | undefined, Problem>({
    mutationFn: async () => {
      const options = { params: { path: { invitationId: invitation.id } } };
      try {
        if (answer === "accept") return (await unwrap(client.POST("/me/invitations/{invitationId}/accept", options))).continueUrl;
        await unwrap(client.POST("/me/invitations/{invitationId}/decline", options));
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.kind !== alreadyDone[answer]) throw problem;
      }
      return undefined;
    },
    onSuccess: async (continueUrl) => {
      onDone?.();
      notify({
        type: "success",
        content: t(`me.invitations.${answer}.done`, { scope }),
        action: continueUrl && <Link external externalIconAriaLabel={t("me.invitations.newTab")} href={continueUrl} color="inverted">{t("me.invitations.continue")}</Link>,
      });
      await results.refresh(invitation.organisation.id).then(restoreFocus);
    },
    onError: async (problem) => {
      const text = inviteeText(problem);
      if (!text) return;
      onDone?.();
      notify({ type: "error", ...text });
      await results.refresh(invitation.organisation.id).then(restoreFocus);
    },
  });
  return { ...mutation, problem: mutation.error && !inviteeText(mutation.error) ? mutation.error : undefined };
}

/** Returns a function that tells an invitee why an invitation cannot be accepted. Other texts are for administrators. */
function useInviteeText() {
  const { t, has } = useTexts();
  return ({ kind }: Problem) => {
    const [title, detail] = [`me.invitations.problem.${kind}.title`, `me.invitations.problem.${kind}.detail`];
    return has(title) && has(detail) ? { header: t(title), content: t(detail) } : undefined;
  };
}

/** Names what the invitation gives access to. */
function scopeOf({ organisation, account }: OwnInvitation): string {
  return account ? `${organisation.name} › ${account.name}` : organisation.name;
}
