import Badge, { type BadgeProps } from "@cloudscape-design/components/badge";
import type { Role } from "../../api/types.ts";
import { useTexts } from "../../texts/index.tsx";

const colours: Record<Role["type"], BadgeProps["color"]> = { viewer: "grey", writer: "blue", editor: "blue", admin: "severity-medium" };

/** Shows the basic type of a role. */
export function TypeBadge({ type }: { readonly type: Role["type"] }) {
  const { t } = useTexts();
  return <Badge color={colours[type]}>{t(`roles.type.${type}`)}</Badge>;
}
