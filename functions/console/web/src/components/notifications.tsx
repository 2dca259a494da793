// Notifications above every screen: what was done, why it failed, or what waits.

import Flashbar, { type FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { useLocation } from "react-router";
import { storage } from "../sign-in/storage.ts";
import { useTexts } from "../texts/index.tsx";
import { BusyNotice } from "./busy-notice.tsx";
import { isBrief, type Shown, stayingOn, successDuration } from "./transient.ts";

export interface Notification {
  readonly type: "success" | "info" | "warning" | "error";
  readonly content: ReactNode;
  readonly header?: ReactNode;
  readonly action?: ReactNode;
}

interface Notifications {
  readonly shown: readonly Shown[];
  readonly notify: (notification: Notification) => void;
  readonly dismiss: (id: string) => void;
}

const Context = createContext<Notifications>({ shown: [], notify: () => undefined, dismiss: () => undefined });

export function NotificationProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  const [shown, setShown] = useState<Notifications["shown"]>(() =>
    storage.notice === "other-user" ? [{ id: "other-user", path: location.pathname, type: "info", content: t("frame.otherUser") }] : []);
  useEffect(() => {
    storage.notice = null; // it has been shown
  }, []);
  const dismiss = useCallback((id: string) => setShown((before) => before.filter((one) => one.id !== id)), []);
  const notify = useCallback((notification: Notification) => {
    const id = crypto.randomUUID();
    setShown((before) => [{ ...notification, id, path: location.pathname }, ...before].slice(0, 5));
    if (isBrief(notification)) setTimeout(() => dismiss(id), successDuration);
  }, [dismiss]);
  const { pathname } = useLocation();
  const [screen, setScreen] = useState(pathname);
  if (pathname !== screen) {
    setScreen(pathname);
    setShown(stayingOn(location.pathname, shown));
  }
  return <Context value={useMemo(() => ({ shown, notify, dismiss }), [shown, notify, dismiss])}>{children}</Context>;
}

/** Returns a function that shows a notification: `notify({ type: "success", content })`. A success ends with the screen that it is shown on, or after a while; so it is shown after a navigation that belongs to it. */
export function useNotify(): Notifications["notify"] {
  return use(Context).notify;
}

export function NotificationBar() {
  const { shown, dismiss } = use(Context);
  const { t } = useTexts();
  const items = shown.map((notification): FlashbarProps.MessageDefinition => ({
    ...notification, ariaRole: notification.type === "error" ? "alert" : "status", dismissible: true, dismissLabel: t("frame.dismiss"), onDismiss: () => dismiss(notification.id),
  }));
  return (
    <>
      <BusyNotice />
      <Flashbar items={items} stackItems />
    </>
  );
}
