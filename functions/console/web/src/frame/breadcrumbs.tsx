import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import { generatePath, matchPath, useLocation, useSearchParams } from "react-router";
import { useCurrentOrganisation } from "../hooks/use-current-organisation.ts";
import { useScreenLink } from "../hooks/use-screen-link.ts";
import { withQuery } from "../lib/list-address.ts";
import { paths } from "../lib/paths.ts";
import { basePath } from "../lib/settings.ts";
import { routes, type Route } from "../routes.tsx";
import { useTexts } from "../texts/index.tsx";

/** The path from the home page to the current screen. A list in it keeps its filters. */
export function Breadcrumbs() {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const [query] = useSearchParams();
  const link = useScreenLink();
  const organisation = useCurrentOrganisation();
  const route = routes.find(({ path }) => matchPath(path, pathname));
  if (!route || route.path === paths.home) return null;
  const params = matchPath(route.path, pathname)?.params ?? {};
  const ofOrganisation = params.organisationId !== undefined && organisation;
  const items = [
    { text: t("home.title"), href: link(paths.home).href },
    ...(ofOrganisation ? [{ text: organisation.name, href: link(paths.structure(organisation.id)).href }] : []),
    ...routesTo(route, query).map(({ path, title }) => ({ text: t(title), href: link(withQuery(generatePath(path, params), query)).href })),
  ];
  return (
    <BreadcrumbGroup
      ariaLabel={t("frame.breadcrumbs")}
      items={items}
      onFollow={(event) => link(event.detail.href.slice(basePath.length) || paths.home).onFollow(event)}
    />
  );
}

function routesTo(route: Route, query: URLSearchParams): readonly Route[] {
  const parent = routes.find(({ path }) => path === route.parent?.(query));
  return parent ? [...routesTo(parent, query), route] : [route];
}
