import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import { type ReactNode, useEffect, useEffectEvent, useRef } from "react";
import { matchPath, useLocation } from "react-router";
import { useCurrentOrganisation } from "../frame/current.ts";
import { useTexts } from "../texts/index.tsx";

interface ScreenProps {
  /** The heading, and the beginning of the document's title. */
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A screen under its heading. On the way from another screen the heading takes the focus. */
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
  const place = useRef<HTMLDivElement>(null);
  const { key, pathname } = useLocation();
  // The first screen of all has this key; there the reader begins at the top.
  const isFirst = useEffectEvent(() => key === "default");
  // What stands behind the path, such as a filter, makes no other screen.
  useEffect(() => {
    const heading = place.current?.querySelector<HTMLElement>("h1");
    heading?.setAttribute("tabindex", "-1");
    if (!isFirst()) heading?.focus();
  }, [pathname]);
  return place;
}

function useDocumentTitle(screen: string): void {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const current = useCurrentOrganisation();
  const organisation = matchPath("/organisations/*", pathname) ? current?.name : undefined;
  useEffect(() => {
    document.title = organisation ? t("page.title.organisation", { screen, organisation }) : t("page.title", { screen });
  }, [t, screen, organisation]);
}
