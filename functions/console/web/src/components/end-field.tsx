import Button from "@cloudscape-design/components/button";
import DatePicker, { type DatePickerProps } from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import { useEffect, useRef, useState } from "react";
import { useTypedDay } from "../hooks/use-typed-day.ts";
import { dayOf, endOfDay } from "../lib/ends.ts";
import { useTexts } from "../texts/index.tsx";

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
  const [open, setOpen] = useState(false);
  const field = useRef<DatePickerProps.Ref>(null);
  useEffect(() => {
    if (open) field.current?.focus();
  }, [open]);
  const { value, type, leave } = useTypedDay(until ? dayOf(until) : "", (day) => {
    setOpen(true); // also without a day, so that the field keeps the focus
    onChange(day ? endOfDay(day) : undefined);
  });
  if (!until && !open) {
    return <Button variant="inline-link" formAction="none" ariaLabel={t("end.set.label", { name })} disabled={disabled} onClick={() => setOpen(true)}>{t("end.set")}</Button>;
  }
  return (
    <FormField label={<>{t("end.label")} <span className="visually-hidden">{name}</span></>}>
      <DatePicker
        ref={field}
        value={value}
        disabled={disabled}
        expandToViewport
        isDateEnabled={(day) => Date.parse(endOfDay(dayOf(day))) > Date.now()}
        onChange={({ detail }) => type(detail.value)}
        onBlur={leave}
        i18nStrings={{ openCalendarAriaLabel: () => t("end.set.label", { name }) }}
      />
    </FormField>
  );
}
