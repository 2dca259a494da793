import { groupByThing } from "../../lib/permissions.ts";
import { useTexts } from "../../texts/index.tsx";

/** What a role allows, in few words. */
export function RolePermissions({ permissions }: { readonly permissions: readonly string[] }) {
  const { t, list } = useTexts();
  const allowed = groupByThing(permissions);
  if (allowed === "everything") return t("roles.permissions.everything");
  return allowed.map(({ thing, actions }) => t("roles.permissions.thing", { thing, actions: actions === "all" ? t("roles.permissions.all") : list(actions) })).join(" · ");
}
