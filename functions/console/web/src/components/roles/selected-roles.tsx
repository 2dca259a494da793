import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import List from "@cloudscape-design/components/list";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { RoleEnds } from "../../lib/ends.ts";
import { useTexts } from "../../texts/index.tsx";
import { EndField } from "../end-field.tsx";
import type { RoleOptions } from "./role-options.ts";
import { TypeBadge } from "./type-badge.tsx";

interface SelectedRolesProps {
  readonly selected: RoleOptions;
  readonly ends: RoleEnds;
  /** The name of the scope at which the roles are granted. */
  readonly scope: string;
  readonly onRemove: (roleId: string) => void;
  readonly onEnd: (roleId: string, until: string | undefined) => void;
}

/** The selected roles, each with its end and a button to remove it, and a warning about those that are unavailable at the scope. */
export function SelectedRoles({ selected: { available, unavailable }, ends, scope, onRemove, onEnd }: SelectedRolesProps) {
  const { t } = useTexts();
  return (
    <SpaceBetween size="xs">
      {available.length > 0 && (
        <List
          ariaLabel={t("roles.selected")}
          items={available}
          renderItem={({ role }) => ({
            id: role.id,
            content: (
              <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                <span>{role.name}</span>
                <TypeBadge type={role.type} />
              </SpaceBetween>
            ),
            secondaryContent: (
              <>
                <Box variant="small" display="block">{role.description}</Box>
                <EndField until={ends[role.id]} name={role.name} onChange={(until) => onEnd(role.id, until)} />
              </>
            ),
            actions: <Button variant="icon" iconName="close" ariaLabel={t("roles.remove.label", { name: role.name })} onClick={() => onRemove(role.id)} />,
          })}
        />
      )}
      {unavailable.length > 0 && (
        <Alert type="warning" header={t("roles.excluded", { count: unavailable.length, scope })}>
          <ul>
            {unavailable.map(({ role, unavailableReason }) => (
              <li key={role.id}>{t("roles.excluded.item", { name: role.name, reason: unavailableReason ? t(`roles.unavailable.${unavailableReason}`) : "" })}</li>
            ))}
          </ul>
        </Alert>
      )}
    </SpaceBetween>
  );
}
