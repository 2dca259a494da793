import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Icon, { type IconProps } from "@cloudscape-design/components/icon";
import List from "@cloudscape-design/components/list";
import { useTexts } from "../../texts/index.tsx";
import { EventRoles } from "./event-roles.tsx";
import { type Day, type Category, summarise } from "./event-summary.ts";
import { EventText } from "./event-text.tsx";

const icons: Record<Category, IconProps.Name> = { access: "key", invitations: "user-profile", emails: "envelope", structure: "group" };

/** The events of one day. */
export function DayEvents({ day, events }: Day) {
  const { exact, clock } = useTexts();
  return (
    <Container header={<Header variant="h2">{day}</Header>}>
      <List
        ariaLabel={day}
        disablePaddings
        items={events}
        renderItem={(event) => {
          const summary = summarise(event);
          return {
            id: event.id,
            icon: <Icon name={summary.category ? icons[summary.category] : "status-info"} />,
            content: <EventText event={event} summary={summary} />,
            secondaryContent: (
              <>
                {event.detail && <Box variant="small" display="block">{event.detail}</Box>}
                <EventRoles summary={summary} organisationId={event.organisation.id} account={event.account} />
              </>
            ),
            actions: <Box variant="small"><time dateTime={event.at} title={exact(event.at)}>{clock(event.at)}</time></Box>,
          };
        }}
      />
    </Container>
  );
}
