import SideNavigation, { type SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import { useLocation } from "react-router";
import { screensFor } from "../authority.ts";
import { useFollow } from "../parts/link.tsx";
import { useAuthority } from "../parts/use-authority.ts";
import { places } from "../places.ts";
import { base } from "../settings.ts";
import { useTexts } from "../texts/index.tsx";
import { useCurrentOrganisation } from "./current.ts";

/** The screens that there are for this person. */
export function Navigation({ onLeave }: { readonly onLeave: () => void }) {
  const { t } = useTexts();
  const link = useFollow();
  const { pathname } = useLocation();
  const section = useSection();
  const items: SideNavigationProps.Item[] = [
    { type: "link", text: t("home.title"), href: link(places.home).href },
    ...section,
    { type: "divider" },
    { type: "link", text: t("me.title"), href: link(places.me).href },
  ];
  return (
    <SideNavigation
      items={items}
      activeHref={activeAmong(items, base + (pathname === "/" ? "" : pathname))}
      onFollow={(event) => {
        link(event.detail.href.slice(base.length) || places.home).onFollow(event);
        onLeave();
      }}
    />
  );
}

/** The screens of the current organisation, under its name. */
function useSection(): SideNavigationProps.Item[] {
  const { t } = useTexts();
  const link = useFollow();
  const organisation = useCurrentOrganisation();
  const authority = useAuthority(organisation);
  if (!organisation) return [];
  const there = screensFor(authority);
  const entry = (screen: (typeof there)[number]): SideNavigationProps.Link[] =>
    there.includes(screen) ? [{ type: "link", text: t(`${screen}.title`), href: link(places[screen](organisation.id)).href }] : [];
  const iam = [...entry("users"), ...entry("permissions")];
  return [
    { type: "divider" },
    {
      type: "section-group",
      title: organisation.name,
      items: [
        ...(iam.length > 0 ? [{ type: "section" as const, text: t("frame.iam"), items: iam }] : []),
        ...entry("structure"),
        ...entry("activity"),
      ],
    },
  ];
}

/** The entry for an address: its own, or that of the screen above it. */
function activeAmong(items: readonly SideNavigationProps.Item[], address: string): string | undefined {
  const all = items.flatMap(function hrefs(item): string[] {
    if ("items" in item) return item.items.flatMap(hrefs);
    return "href" in item ? [item.href] : [];
  });
  return all.filter((href) => address === href || (href !== base && address.startsWith(`${href}/`))).sort((a, b) => b.length - a.length)[0];
}
