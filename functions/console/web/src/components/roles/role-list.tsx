import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import List from "@cloudscape-design/components/list";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Role } from "../../api/types.ts";
import { useTexts } from "../../texts/index.tsx";
import type { RoleOption, UnavailableReason } from "./role-options.ts";
import { RolePermissions } from "./role-permissions.tsx";
import { TypeBadge } from "./type-badge.tsx";

interface RoleListProps {
  readonly label: string;
  readonly roles: readonly RoleOption[];
  /** The ids of the selected roles. */
  readonly selected: readonly string[];
  readonly onAdd: (role: Role) => void;
  readonly onRemove: (roleId: string) => void;
}

/** A list of roles to add. Roles that cannot be granted show the reason. */
export function RoleList({ label, roles, selected, onAdd, onRemove }: RoleListProps) {
  return (
    <List
      ariaLabel={label}
      items={roles}
      renderItem={({ role, unavailableReason }) => ({
        id: role.id,
        content: <RoleTitle role={role} />,
        secondaryContent: <RoleDetails role={role} />,
        actions: unavailableReason ? <UnavailableNotice reason={unavailableReason} /> : <AddButton role={role} added={selected.includes(role.id)} onAdd={onAdd} onRemove={onRemove} />,
      })}
    />
  );
}

function RoleTitle({ role }: { readonly role: Role }) {
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Box variant="strong">{role.name}</Box>
      <TypeBadge type={role.type} />
    </SpaceBetween>
  );
}

function RoleDetails({ role }: { readonly role: Role }) {
  const { t, list } = useTexts();
  return (
    <>
      <div>{role.description}</div>
      <div><RolePermissions permissions={role.permissions} /></div>
      <Box variant="small">{t("roles.scopes", { scopes: list(role.givenAt.map((kind) => t(`roles.scopes.${kind}`))), id: role.id })}</Box>
    </>
  );
}

function UnavailableNotice({ reason }: { readonly reason: UnavailableReason }) {
  const { t } = useTexts();
  return <StatusIndicator type="not-started">{t(`roles.unavailable.${reason}`)}</StatusIndicator>;
}

interface AddButtonProps extends Pick<RoleListProps, "onAdd" | "onRemove"> {
  readonly role: Role;
  readonly added: boolean;
}

// One button toggles both ways, so that it keeps the focus when it is pressed.
function AddButton({ role, added, onAdd, onRemove }: AddButtonProps) {
  const { t } = useTexts();
  return (
    <Button
      iconName={added ? "check" : "add-plus"}
      ariaLabel={t(added ? "roles.added.label" : "roles.add.label", { name: role.name })}
      onClick={() => (added ? onRemove(role.id) : onAdd(role))}
    >
      {t(added ? "roles.added" : "roles.add")}
    </Button>
  );
}
