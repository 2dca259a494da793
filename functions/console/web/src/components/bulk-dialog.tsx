import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type ReactNode, useRef, useState } from "react";
import { type Outcome, runEach } from "../lib/run-each.ts";
import { useTexts } from "../texts/index.tsx";
import { Dialog } from "./dialog.tsx";
import { useProblemText } from "./problem-text.tsx";

/** One of the entries that were selected. */
export interface BulkItem {
  readonly id: string;
  /** The email address. */
  readonly label: string;
  /** What will happen to it. */
  readonly detail?: ReactNode;
  /** Whether the entry is only shown. */
  readonly excluded?: boolean;
}

interface BulkDialogProps<Item extends BulkItem> {
  readonly title: string;
  readonly confirmText: string;
  readonly items: readonly Item[];
  /** Whether confirming takes something away. The button looks so. */
  readonly destructive?: boolean;
  readonly disabled?: boolean;
  readonly run: (item: Item) => Promise<unknown>;
  /** Called with whether anything was tried. */
  readonly onClose: (tried: boolean) => void;
  readonly children: ReactNode;
}

/** Does something for each of the selected entries after a confirmation, and shows what became of each. Those that failed can be tried again. */
export function BulkDialog<Item extends BulkItem>({ title, confirmText, items: shown, destructive = false, disabled = false, run, onClose, children }: BulkDialogProps<Item>) {
  const { t } = useTexts();
  const items = shown.filter(({ excluded }) => !excluded);
  const { outcomes, busy, start, stop } = useRun(items, run);
  const done = items.filter(({ id }) => outcomes.get(id) === "done").length;
  const started = outcomes.size > 0;
  const close = () => onClose(started);
  const finished = started && !busy && done === items.length;
  const confirm = finished ? t("dialog.close") : started ? t("state.retry") : confirmText;
  return (
    <Dialog title={title} confirmText={confirm} destructive={destructive && !finished} size="large" busy={busy} disabled={disabled || items.length === 0} onClose={close} onConfirm={finished ? close : start}>
      {!started && children}
      {started && <ProgressBar value={(100 * done) / items.length} label={t("bulk.progress")} additionalInfo={t("bulk.progress.done", { done, count: items.length })} />}
      {busy && <Button onClick={stop}>{t("state.stop")}</Button>}
      <ul className="plain">
        {(started ? items : shown).map(({ id, label, detail }) => (
          <li key={id}>
            <SpaceBetween direction="horizontal" size="xs">
              <Box fontWeight="bold">{label}</Box>
              <Status outcome={outcomes.get(id)} />
            </SpaceBetween>
            {!started && detail}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function useRun<Item extends BulkItem>(items: readonly Item[], run: (item: Item) => Promise<unknown>) {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [busy, setBusy] = useState(false);
  const stopped = useRef(false);
  const start = async () => {
    stopped.current = false;
    setBusy(true);
    const left = items.filter(({ id }) => outcomes.get(id) !== "done");
    await runEach(left, run, ({ id }, outcome) => setOutcomes((before) => new Map(before).set(id, outcome)), () => stopped.current).finally(() => setBusy(false));
  };
  return { outcomes, busy, start: () => void start(), stop: () => (stopped.current = true) };
}

function Status({ outcome }: { readonly outcome: Outcome | undefined }) {
  const { t } = useTexts();
  if (outcome === undefined) return null;
  if (outcome === "running") return <StatusIndicator type="loading">{t("bulk.running")}</StatusIndicator>;
  if (outcome === "done") return <StatusIndicator type="success">{t("bulk.done")}</StatusIndicator>;
  return <Failure problem={outcome} />;
}

function Failure({ problem }: { readonly problem: Exclude<Outcome, string> }) {
  const { title } = useProblemText(problem);
  return <StatusIndicator type="error" wrapText>{title}</StatusIndicator>;
}
