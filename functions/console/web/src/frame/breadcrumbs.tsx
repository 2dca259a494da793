import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import { generatePath, matchPath, useLocation } from "react-router";
import { useFollow } from "../parts/link.tsx";
import { places } from "../places.ts";
import { routes, type Route } from "../routes.tsx";
import { base } from "../settings.ts";
import { useTexts } from "../texts/index.tsx";
import { useCurrentOrganisation } from "./current.ts";

/** The way from the start page to the screen. */
export function Breadcrumbs() {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const link = useFollow();
  const organisation = useCurrentOrganisation();
  const route = routes.find(({ path }) => matchPath(path, pathname));
  if (!route || route.path === places.home) return null;
  const params = matchPath(route.path, pathname)?.params ?? {};
  const ofOrganisation = params.organisationId !== undefined && organisation;
  const items = [
    { text: t("home.title"), href: link(places.home).href },
    ...(ofOrganisation ? [{ text: organisation.name, href: link(places.structure(organisation.id)).href }] : []),
    ...wayTo(route).map(({ path, title }) => ({ text: t(title), href: link(generatePath(path, params)).href })),
  ];
  return (
    <BreadcrumbGroup
      ariaLabel={t("frame.breadcrumbs")}
      items={items}
      onFollow={(event) => link(event.detail.href.slice(base.length) || places.home).onFollow(event)}
    />
  );
}

function wayTo(route: Route): readonly Route[] {
  const above = routes.find(({ path }) => path === route.above);
  return above ? [...wayTo(above), route] : [route];
}
