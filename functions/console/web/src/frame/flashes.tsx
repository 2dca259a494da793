// Outcomes, above every screen: what was done, or why it was not.

import Flashbar, { type FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { memory } from "../signin/memory.ts";
import { useTexts } from "../texts/index.tsx";

export interface Flash {
  readonly type: "success" | "info" | "warning" | "error";
  readonly content: ReactNode;
  readonly header?: ReactNode;
  readonly action?: ReactNode;
}

interface Flashes {
  readonly shown: readonly (Flash & { readonly id: string })[];
  readonly tell: (flash: Flash) => void;
  readonly dismiss: (id: string) => void;
}

const Context = createContext<Flashes>({ shown: [], tell: () => undefined, dismiss: () => undefined });

export function FlashProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  const [shown, setShown] = useState<Flashes["shown"]>(() =>
    memory.notice === "other-user" ? [{ id: "other-user", type: "info", content: t("frame.otherUser") }] : []);
  useEffect(() => {
    memory.notice = null; // it has been told
  }, []);
  const tell = useCallback((flash: Flash) => setShown((before) => [{ ...flash, id: crypto.randomUUID() }, ...before].slice(0, 5)), []);
  const dismiss = useCallback((id: string) => setShown((before) => before.filter((one) => one.id !== id)), []);
  return <Context value={useMemo(() => ({ shown, tell, dismiss }), [shown, tell, dismiss])}>{children}</Context>;
}

/** `tell({ type: "success", content })` says what became of something. It stays until it is dismissed. */
export function useFlash(): Flashes["tell"] {
  return use(Context).tell;
}

export function Flashes() {
  const { shown, dismiss } = use(Context);
  const { t } = useTexts();
  const items = shown.map((flash): FlashbarProps.MessageDefinition => ({
    ...flash, ariaRole: flash.type === "error" ? "alert" : "status", dismissible: true, dismissLabel: t("frame.dismiss"), onDismiss: () => dismiss(flash.id),
  }));
  return <Flashbar items={items} stackItems />;
}
