// Notifications above every screen: what was done, why it failed, or what waits.

import Flashbar, { type FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { storage } from "../sign-in/storage.ts";
import { useTexts } from "../texts/index.tsx";
import { BusyNotice } from "./busy-notice.tsx";

export interface Notification {
  readonly type: "success" | "info" | "warning" | "error";
  readonly content: ReactNode;
  readonly header?: ReactNode;
  readonly action?: ReactNode;
}

interface Notifications {
  readonly shown: readonly (Notification & { readonly id: string })[];
  readonly notify: (notification: Notification) => void;
  readonly dismiss: (id: string) => void;
}

const Context = createContext<Notifications>({ shown: [], notify: () => undefined, dismiss: () => undefined });

export function NotificationProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  const [shown, setShown] = useState<Notifications["shown"]>(() =>
    storage.notice === "other-user" ? [{ id: "other-user", type: "info", content: t("frame.otherUser") }] : []);
  useEffect(() => {
    storage.notice = null; // it has been shown
  }, []);
  const notify = useCallback((notification: Notification) => setShown((before) => [{ ...notification, id: crypto.randomUUID() }, ...before].slice(0, 5)), []);
  const dismiss = useCallback((id: string) => setShown((before) => before.filter((one) => one.id !== id)), []);
  return <Context value={useMemo(() => ({ shown, notify, dismiss }), [shown, notify, dismiss])}>{children}</Context>;
}

/** Returns a function that shows a notification: `notify({ type: "success", content })`. It stays until it is dismissed. */
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
