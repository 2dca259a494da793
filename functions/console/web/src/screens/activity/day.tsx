import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Icon, { type IconProps } from "@cloudscape-design/components/icon";
import List from "@cloudscape-design/components/list";
import { useTexts } from "../../texts/index.tsx";
import { Roles } from "./roles.tsx";
import { Sentence } from "./sentence.tsx";
import { type Day, type Group, storyOf } from "./story.ts";

const icons: Record<Group, IconProps.Name> = { access: "key", invitations: "user-profile", mails: "envelope", structure: "group" };

/** What happened on one day. */
export function DayOfEvents({ day, events }: Day) {
  const { exact, clock } = useTexts();
  return (
    <Container header={<Header variant="h2">{day}</Header>}>
      <List
        ariaLabel={day}
        disablePaddings
        items={events}
        renderItem={(event) => {
          const story = storyOf(event);
          return {
            id: event.id,
            icon: <Icon name={story.group ? icons[story.group] : "status-info"} />,
            content: <Sentence event={event} story={story} />,
            secondaryContent: (
              <>
                {event.detail && <Box variant="small" display="block">{event.detail}</Box>}
                <Roles story={story} organisationId={event.organisation.id} account={event.account} />
              </>
            ),
            actions: <Box variant="small"><time dateTime={event.at} title={exact(event.at)}>{clock(event.at)}</time></Box>,
          };
        }}
      />
    </Container>
  );
}
