import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import List from "@cloudscape-design/components/list";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Role } from "../../api/shapes.ts";
import type { Hindrance } from "../../authority.ts";
import { useTexts } from "../../texts/index.tsx";
import { TypeBadge } from "./badge.tsx";
import type { Judged } from "./offer.ts";

interface RoleListProps {
  readonly label: string;
  readonly roles: readonly Judged[];
  /** The ids of those that are chosen already. */
  readonly chosen: readonly string[];
  readonly onAdd: (role: Role) => void;
  readonly onRemove: (roleId: string) => void;
}

/** Roles to choose from. Those that cannot be given say why. */
export function RoleList({ label, roles, chosen, onAdd, onRemove }: RoleListProps) {
  return (
    <List
      ariaLabel={label}
      items={roles}
      renderItem={({ role, hindrance }) => ({
        id: role.id,
        content: <Named role={role} />,
        secondaryContent: <About role={role} />,
        actions: hindrance ? <Hindered by={hindrance} /> : <Choice role={role} added={chosen.includes(role.id)} onAdd={onAdd} onRemove={onRemove} />,
      })}
    />
  );
}

function Named({ role }: { readonly role: Role }) {
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Box variant="strong">{role.name}</Box>
      <TypeBadge type={role.type} />
    </SpaceBetween>
  );
}

function About({ role }: { readonly role: Role }) {
  const { t, list } = useTexts();
  return (
    <>
      <div>{role.description}</div>
      <Box variant="small">{t("roles.givenAt", { places: list(role.givenAt.map((kind) => t(`roles.givenAt.${kind}`))), id: role.id })}</Box>
    </>
  );
}

function Hindered({ by }: { readonly by: Hindrance }) {
  const { t } = useTexts();
  return <StatusIndicator type="not-started">{t(`roles.hindrance.${by}`)}</StatusIndicator>;
}

interface ChoiceProps extends Pick<RoleListProps, "onAdd" | "onRemove"> {
  readonly role: Role;
  readonly added: boolean;
}

// One button and not two, so that the focus stays where it is when it is pressed.
function Choice({ role, added, onAdd, onRemove }: ChoiceProps) {
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
