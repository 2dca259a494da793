import AppLayout from "@cloudscape-design/components/app-layout";
import { type MouseEvent, type ReactNode, useEffect, useState } from "react";
import { NotificationBar } from "../components/notifications.tsx";
import { isNarrow, useNarrowScreen } from "../hooks/use-narrow-screen.ts";
import { focusHeading } from "../lib/focus.ts";
import { useTexts } from "../texts/index.tsx";
import { Breadcrumbs } from "./breadcrumbs.tsx";
import { Footer } from "./footer.tsx";
import { Navigation } from "./navigation.tsx";
import { TopBar } from "./top-bar.tsx";

/** The layout around every screen. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  const narrow = useNarrowScreen();
  const [openWhenWide, setOpenWhenWide] = useState(true);
  const [openWhenNarrow, setOpenWhenNarrow] = useState(false);
  useNavigationWithoutOrientation(narrow);
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
        navigationOpen={narrow ? openWhenNarrow : openWhenWide}
        onNavigationChange={({ detail }) => (isNarrow() ? setOpenWhenNarrow : setOpenWhenWide)(detail.open)}
        navigation={<Navigation onLeave={() => setOpenWhenNarrow(false)} />}
        breadcrumbs={<Breadcrumbs />}
        notifications={<NotificationBar />}
        stickyNotifications
        content={<div id="content">{children}</div>}
        footerSelector="#bottom"
      />
      <div id="bottom">
        <Footer />
      </div>
    </>
  );
}

// On a phone, Cloudscape's navigation sets aria-orientation, which WAI-ARIA 1.2 does not allow on a nav element.
function useNavigationWithoutOrientation(narrow: boolean): void {
  useEffect(() => {
    if (narrow) document.querySelector("nav[aria-orientation]")?.removeAttribute("aria-orientation");
  });
}

function skip(event: MouseEvent): void {
  event.preventDefault();
  focusHeading();
}
