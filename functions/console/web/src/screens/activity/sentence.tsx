import type { Event } from "../../api/shapes.ts";
import { ScreenLink } from "../../parts/link.tsx";
import { places } from "../../places.ts";
import { Text, useTexts } from "../../texts/index.tsx";
import type { Story } from "./story.ts";

type Person = Event["actor"];

interface SentenceProps {
  readonly event: Event;
  readonly story: Story;
}

/** An event in a sentence. */
export function Sentence({ event, story }: SentenceProps) {
  const { t } = useTexts();
  const { actor, subject, organisation, account, invitationId } = event;
  if (!story.type) return <Text id="activity.say.unknown" values={{ type: event.type, actor: actor.name }} />;
  const gone = story.type === "access.removed" && event.after.length === 0;
  const values = {
    actor: <Party key="actor" party={actor} to={leadsTo(actor, organisation.id)} />,
    subject: subject && <Party key="subject" party={subject} to={gone ? undefined : leadsTo(subject, organisation.id, invitationId)} withAddress={story.group === "invitations"} />,
    scope: account ? t("activity.account", { name: account.name }) : organisation.name,
    self: String(actor.userId !== undefined && actor.userId === subject?.userId),
  };
  return <Text id={`activity.say.${story.type}`} values={values} />;
}

// They stand where a person does, and there is nothing to see of them.
const nobody = ["operator", "system"];

/** What there is to see of somebody: what they hold now; of somebody who is only invited, the invitation. */
function leadsTo({ userId }: Person, organisationId: string, invitationId?: string): string | undefined {
  if (userId) return nobody.includes(userId) ? undefined : places.permission(organisationId, userId);
  return invitationId && `${places.users(organisationId)}?invitation=${invitationId}`;
}

interface PartyProps {
  readonly party: Person;
  readonly to: string | undefined;
  /** Whether the address stands beside the name. */
  readonly withAddress?: boolean;
}

/** Somebody as they were named then. */
function Party({ party: { userId, name, email = "" }, to, withAddress = false }: PartyProps) {
  const { t } = useTexts();
  if (userId === "operator") return t("person.operator");
  const called = withAddress && name && email ? t("person.both", { name, email }) : name || email;
  return to ? <ScreenLink to={to}>{called}</ScreenLink> : <strong>{called}</strong>;
}
