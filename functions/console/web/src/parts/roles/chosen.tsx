import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import List from "@cloudscape-design/components/list";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useTexts } from "../../texts/index.tsx";
import { TypeBadge } from "./badge.tsx";
import type { Offer } from "./offer.ts";

interface ChosenRolesProps {
  readonly chosen: Offer;
  /** Where they are to be given, in words. */
  readonly where: string;
  readonly onRemove: (roleId: string) => void;
}

/** The roles that were chosen, each to be taken out again; and those that do not fit where they are to be given. */
export function ChosenRoles({ chosen: { open, closed }, where, onRemove }: ChosenRolesProps) {
  const { t } = useTexts();
  return (
    <SpaceBetween size="xs">
      {open.length > 0 && (
        <List
          ariaLabel={t("roles.chosen")}
          items={open}
          renderItem={({ role }) => ({
            id: role.id,
            content: (
              <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                <span>{role.name}</span>
                <TypeBadge type={role.type} />
              </SpaceBetween>
            ),
            secondaryContent: <Box variant="small">{role.description}</Box>,
            actions: <Button variant="icon" iconName="close" ariaLabel={t("roles.remove.label", { name: role.name })} onClick={() => onRemove(role.id)} />,
          })}
        />
      )}
      {closed.length > 0 && (
        <Alert type="warning" header={t("roles.fallen", { count: closed.length, where })}>
          <ul>
            {closed.map(({ role, hindrance }) => (
              <li key={role.id}>{t("roles.fallen.one", { name: role.name, reason: hindrance ? t(`roles.hindrance.${hindrance}`) : "" })}</li>
            ))}
          </ul>
        </Alert>
      )}
    </SpaceBetween>
  );
}
