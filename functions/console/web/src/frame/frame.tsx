import AppLayout from "@cloudscape-design/components/app-layout";
import { type MouseEvent, type ReactNode, useEffect, useState } from "react";
import { focusHeading } from "../parts/focus.ts";
import { useNarrow } from "../parts/narrow.ts";
import { useTexts } from "../texts/index.tsx";
import { Breadcrumbs } from "./breadcrumbs.tsx";
import { Flashes } from "./flashes.tsx";
import { Navigation } from "./navigation.tsx";
import { TopBar } from "./topbar.tsx";

const wide = matchMedia("(min-width: 689px)");

/** What is around every screen. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(wide.matches);
  useSoundNavigation();
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
        notifications={<Flashes />}
        content={<div id="content">{children}</div>}
      />
    </>
  );
}

// Cloudscape's navigation on a phone says which way it lies, which no navigation may say (WAI-ARIA 1.2).
function useSoundNavigation(): void {
  const narrow = useNarrow();
  useEffect(() => {
    if (narrow) document.querySelector("nav[aria-orientation]")?.removeAttribute("aria-orientation");
  });
}

function skip(event: MouseEvent): void {
  event.preventDefault();
  focusHeading();
}
