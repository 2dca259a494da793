import type { Event } from "../../api/types.ts";
import { ScreenLink } from "../../components/screen-link.tsx";
import { deletedUser } from "../../lib/deleted-user.ts";
import { paths } from "../../lib/paths.ts";
import { Text, useTexts } from "../../texts/index.tsx";
import type { EventSummary } from "./event-summary.ts";

type Person = Event["actor"];

interface EventTextProps {
  readonly event: Event;
  readonly summary: EventSummary;
}

/** An event as a sentence. */
export function EventText({ event, summary }: EventTextProps) {
  const { t } = useTexts();
  const { actor, subject, organisation, account, invitationId } = event;
  if (!summary.type) return <Text id="auditLog.event.unknown" values={{ type: event.type, actor: actor.name }} />;
  const requests = summary.type.startsWith("invitation.acceptance-"); // by somebody who need not be a member
  const confirmed = summary.type === "invitation.accepted" && event.invitedEmail !== undefined;
  const removedAccess = (summary.type === "access.removed" || summary.type === "access.ended") && event.after.length === 0;
  const values = {
    actor: <PersonName key="actor" person={actor} to={linkFor(actor, organisation.id)} />,
    subject: subject && <PersonName key="subject" person={subject} to={removedAccess ? undefined : linkFor(requests ? invited : subject, organisation.id, invitationId)} withAddress={summary.category === "invitations"} />,
    invited: <strong key="invited">{event.invitedEmail}</strong>,
    former: <strong key="former">{event.formerName}</strong>,
    current: <strong key="current">{(account ?? organisation).name}</strong>,
    scope: account ? t("auditLog.account", { name: account.name }) : organisation.name,
    self: String(actor.userId !== undefined && actor.userId === subject?.userId),
  };
  return <Text id={confirmed ? "auditLog.event.invitation.confirmed" : `auditLog.event.${summary.type}`} values={values} />;
}

// A person who is only invited has a link to the invitation.
const invited: Person = { name: "" };

// Actors that are not users and have no access to show.
const notUsers = ["operator", "system"];

/** Returns the link of a person: to their access, or to the invitation if they are only invited. */
function linkFor({ userId }: Person, organisationId: string, invitationId?: string): string | undefined {
  if (userId) return notUsers.includes(userId) || deletedUser(userId) ? undefined : paths.member(organisationId, userId);
  return invitationId && `${paths.users(organisationId)}?invitation=${invitationId}`;
}

interface PersonNameProps {
  readonly person: Person;
  readonly to: string | undefined;
  /** Whether the email address is shown beside the name. */
  readonly withAddress?: boolean;
}

/** A person's name at the time of the event. */
function PersonName({ person: { userId, name, email = "" }, to, withAddress = false }: PersonNameProps) {
  const { t } = useTexts();
  if (userId === "operator") return t("person.operator");
  const digits = deletedUser(userId);
  if (digits) return <strong>{t("person.deleted", { digits })}</strong>;
  const called = withAddress && name && email ? t("person.nameAndEmail", { name, email }) : name || email;
  return to ? <ScreenLink to={to}>{called}</ScreenLink> : <strong>{called}</strong>;
}
