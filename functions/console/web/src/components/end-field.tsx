import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import { useEffect, useId, useRef, useState } from "react";
import { dayOf, endOfDay, hasEnded } from "../lib/ends.ts";
import { useTexts } from "../texts/index.tsx";
import { DayInput } from "./day-input.tsx";

interface EndFieldProps {
  /** When the role ends; undefined if it does not. */
  readonly until: string | undefined;
  /** What ends, for a screen reader. */
  readonly name: string;
  readonly disabled?: boolean;
  readonly onChange: (until: string | undefined) => void;
}

/** The last day of a role. Without one, a button opens the field. */
export function EndField({ until, name, disabled = false, onChange }: EndFieldProps) {
  const { t } = useTexts();
  const id = useId();
  const [open, setOpen] = useState(false); // by the button, or by a change, so that the field keeps the focus without a day
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (open) field.current?.focus();
  }, [open]);
  if (!until && !open) {
    return <Button variant="inline-link" formAction="none" ariaLabel={t("end.set.label", { name })} disabled={disabled} onClick={() => setOpen(true)}>{t("end.set")}</Button>;
  }
  const change = (day: string) => {
    setOpen(true);
    onChange(day ? endOfDay(day) : undefined);
  };
  return (
    <FormField controlId={id} label={<>{t("end.label")} <span className="visually-hidden">{name}</span></>} errorText={open && hasEnded(until) && t("end.early")}>
      <DayInput id={id} ref={field} day={until ? dayOf(until) : ""} min={dayOf(new Date())} disabled={disabled} onChange={change} />
    </FormField>
  );
}
