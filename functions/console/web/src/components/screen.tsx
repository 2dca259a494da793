import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import { type ReactNode, useEffect, useEffectEvent, useRef } from "react";
import { matchPath, useLocation } from "react-router";
import { useCurrentOrganisation } from "../hooks/use-current-organisation.ts";
import { settings } from "../lib/settings.ts";
import { useTexts } from "../texts/index.tsx";

interface ScreenProps {
  /** The heading, and the first part of the document title. */
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A screen with its heading. The heading gets the focus after navigation from another screen. */
export function Screen({ title, description, actions, children }: ScreenProps) {
  const heading = useHeading();
  useDocumentTitle(title);
  return (
    <div ref={heading}>
      <ContentLayout header={<Header variant="h1" description={description} actions={actions}>{title}</Header>}>{children}</ContentLayout>
    </div>
  );
}

function useHeading() {
  const container = useRef<HTMLDivElement>(null);
  const { key, pathname } = useLocation();
  // The first location of a visit has this key. The focus stays at the top of the page there.
  const isFirst = useEffectEvent(() => key === "default");
  // A change of the query string alone, such as a filter, is not a navigation to another screen.
  useEffect(() => {
    const heading = container.current?.querySelector<HTMLElement>("h1");
    heading?.setAttribute("tabindex", "-1");
    if (!isFirst()) heading?.focus();
  }, [pathname]);
  return container;
}

function useDocumentTitle(screen: string): void {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const current = useCurrentOrganisation();
  const organisation = matchPath("/organisations/*", pathname) ? current?.name : undefined;
  useEffect(() => {
    const { product } = settings.brand;
    document.title = organisation ? t("page.title.organisation", { screen, organisation, product }) : t("page.title", { screen, product });
  }, [t, screen, organisation]);
}
