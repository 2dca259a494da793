import SideNavigation, { type SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import { useLocation } from "react-router";
import { OwnInvitationsBadge } from "../components/own-invitations.tsx";
import { useCurrentOrganisation } from "../hooks/use-current-organisation.ts";
import { useScreenLink } from "../hooks/use-screen-link.ts";
import { administers, administersAny } from "../lib/capabilities.ts";
import { paths } from "../lib/paths.ts";
import { basePath } from "../lib/settings.ts";
import { useTexts } from "../texts/index.tsx";

/** Side navigation with the screens that are available to the user. */
export function Navigation({ onLeave }: { readonly onLeave: () => void }) {
  const { t } = useTexts();
  const link = useScreenLink();
  const { pathname } = useLocation();
  const section = useSection();
  const items: SideNavigationProps.Item[] = [
    { type: "link", text: t("home.title"), href: link(paths.home).href, info: <OwnInvitationsBadge /> },
    ...section,
    { type: "divider" },
    { type: "link", text: t("me.title"), href: link(paths.me).href },
  ];
  return (
    <SideNavigation
      items={items}
      activeHref={activeHrefIn(items, basePath + (pathname === "/" ? "" : pathname))}
      onFollow={(event) => {
        link(event.detail.href.slice(basePath.length) || paths.home).onFollow(event);
        onLeave();
      }}
    />
  );
}

/** The screens of the current organisation, under its name. */
function useSection(): SideNavigationProps.Item[] {
  const { t } = useTexts();
  const link = useScreenLink();
  const organisation = useCurrentOrganisation();
  if (!organisation) return [];
  const entry = (screen: "users" | "members" | "checkAccess" | "structure" | "auditLog"): SideNavigationProps.Link =>
    ({ type: "link", text: t(`${screen}.title`), href: link(paths[screen](organisation.id)).href });
  const iam = [
    ...(administersAny(organisation) ? [entry("users"), entry("members")] : []),
    ...(administers(organisation) ? [entry("checkAccess")] : []),
  ];
  return [
    { type: "divider" },
    {
      type: "section-group",
      title: organisation.name,
      items: [
        ...(iam.length > 0 ? [{ type: "section" as const, text: t("frame.iam"), items: iam }] : []),
        entry("structure"),
        ...(organisation.capabilities?.readEvents ? [entry("auditLog")] : []),
      ],
    },
  ];
}

/** Returns the entry of an address: its own, or that of the nearest parent screen. */
function activeHrefIn(items: readonly SideNavigationProps.Item[], address: string): string | undefined {
  const all = items.flatMap(function hrefs(item): string[] {
    if ("items" in item) return item.items.flatMap(hrefs);
    return "href" in item ? [item.href] : [];
  });
  return all.filter((href) => address === href || (href !== basePath && address.startsWith(`${href}/`))).sort((a, b) => b.length - a.length)[0];
}
