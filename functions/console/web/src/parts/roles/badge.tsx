import Badge, { type BadgeProps } from "@cloudscape-design/components/badge";
import type { Role } from "../../api/shapes.ts";
import { useTexts } from "../../texts/index.tsx";

const colours: Record<Role["type"], BadgeProps["color"]> = { viewer: "grey", writer: "blue", editor: "blue", admin: "severity-medium" };

/** The basic type of a role: how much it may do. */
export function TypeBadge({ type }: { readonly type: Role["type"] }) {
  const { t } = useTexts();
  return <Badge color={colours[type]}>{t(`roles.type.${type}`)}</Badge>;
}
