import AppLayout from "@cloudscape-design/components/app-layout";
import { type MouseEvent, type ReactNode, useEffect, useState } from "react";
import { NotificationBar } from "../components/notifications.tsx";
import { useNarrowScreen } from "../hooks/use-narrow-screen.ts";
import { focusHeading } from "../lib/focus.ts";
import { useTexts } from "../texts/index.tsx";
import { Breadcrumbs } from "./breadcrumbs.tsx";
import { Navigation } from "./navigation.tsx";
import { TopBar } from "./top-bar.tsx";

const wide = matchMedia("(min-width: 689px)");

/** The layout around every screen. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(wide.matches);
  useNavigationWithoutOrientation();
  return (
    <>
      <a className="skip" href="#content" onClick={skip}>
        {t("page.skip")}
      </a>
      <div id="top">
        <TopBar />
      </div>
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        navigation={<Navigation onLeave={() => setOpen(wide.matches)} />}
        breadcrumbs={<Breadcrumbs />}
        notifications={<NotificationBar />}
        stickyNotifications
        content={<div id="content">{children}</div>}
      />
    </>
  );
}

// On a phone, Cloudscape's navigation sets aria-orientation, which WAI-ARIA 1.2 does not allow on a nav element.
function useNavigationWithoutOrientation(): void {
  const narrow = useNarrowScreen();
  useEffect(() => {
    if (narrow) document.querySelector("nav[aria-orientation]")?.removeAttribute("aria-orientation");
  });
}

function skip(event: MouseEvent): void {
  event.preventDefault();
  focusHeading();
}
