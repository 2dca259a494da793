import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useEffect, useRef, useState } from "react";
import { Problem } from "../api/problem.ts";
import { useNotifyProblem } from "../hooks/use-notify-problem.ts";
import { saveFile } from "../lib/save-file.ts";
import { useTexts } from "../texts/index.tsx";

/** The forms in which a list is saved. */
export const formats = { csv: "text/csv", jsonl: "application/jsonl" } as const;
export type Format = keyof typeof formats;

/** Reads all pages of a list. It reports how many entries it has read. */
export type ReadList = (format: Format, onProgress: (count: number) => void, signal: AbortSignal) => Promise<string>;

interface DownloadButtonProps {
  /** The name of the file, without its ending. */
  readonly name: string;
  readonly offered: readonly Format[];
  readonly read: ReadList;
}

/** Saves what is listed as a file, all pages of it, and shows how far it is. It ends when the user leaves the screen. */
export function DownloadButton({ name, offered, read }: DownloadButtonProps) {
  const { t } = useTexts();
  const { count, start, stop } = useDownload(name, read);
  const [only] = offered;
  if (count !== undefined) {
    return (
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <div role="status"><StatusIndicator type="loading">{t("download.progress", { count })}</StatusIndicator></div>
        <Button onClick={stop}>{t("dialog.cancel")}</Button>
      </SpaceBetween>
    );
  }
  if (only && offered.length === 1) return <Button iconName="download" onClick={() => start(only)}>{t(`download.${only}`)}</Button>;
  return (
    <ButtonDropdown items={offered.map((id) => ({ id, text: t(`download.${id}`) }))} onItemClick={({ detail }) => start(detail.id as Format)}>
      {t("download.button")}
    </ButtonDropdown>
  );
}

function useDownload(name: string, read: ReadList) {
  const [count, setCount] = useState<number>();
  const running = useRef<AbortController>(undefined);
  const notifyProblem = useNotifyProblem();
  useEffect(() => () => running.current?.abort(), []);
  const run = async (format: Format) => {
    const controller = new AbortController();
    running.current = controller;
    setCount(0);
    try {
      const text = await read(format, setCount, controller.signal);
      if (!controller.signal.aborted) saveFile(`${name} ${new Date().toLocaleDateString("sv")}.${format}`, `${formats[format]};charset=utf-8`, text);
    } catch (problem) {
      if (controller.signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      notifyProblem(problem);
    } finally {
      setCount(undefined);
    }
  };
  return { count, start: (format: Format) => void run(format), stop: () => running.current?.abort() };
}
