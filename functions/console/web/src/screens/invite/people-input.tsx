import Button from "@cloudscape-design/components/button";
import FileDropzone, { useFilesDragging } from "@cloudscape-design/components/file-dropzone";
import FileInput from "@cloudscape-design/components/file-input";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { type ReactNode, useState } from "react";
import { useTexts } from "../../texts/index.tsx";
import { type CheckedEntry, type Fault, type People, removeEntries } from "./parse-people.ts";
import { readText } from "./read-file.ts";

interface PeopleInputProps {
  readonly text: string;
  readonly people: People;
  readonly onChange: (text: string) => void;
  /** Whether the user is typing. The last word is then not reported as invalid. */
  readonly typing: boolean;
  readonly onTyping: (typing: boolean) => void;
  readonly submitted: boolean;
  /** What the API says about the address. */
  readonly errorText: ReactNode;
}

/** The field for the addresses: typed, pasted, or read from a file. */
export function PeopleInput({ text, people: { entries, valid }, onChange, typing, onTyping, submitted, errorText }: PeopleInputProps) {
  const { t } = useTexts();
  const [unreadable, setUnreadable] = useState("");
  const { areFilesDragging } = useFilesDragging();
  const invalid = entries.filter(({ fault }) => fault === "invalid");
  const wrong = useFaultText(entries);
  const read = async ([file]: readonly File[]) => {
    const content = file && (await readText(file));
    setUnreadable(file && content === undefined ? file.name : "");
    if (content !== undefined) onChange(text.trim() === "" ? content : `${text.trimEnd()}\n\n${content}`);
  };
  return (
    <SpaceBetween size="xs">
      {areFilesDragging && <FileDropzone onChange={({ detail }) => void read(detail.value)}>{t("invite.file.drop")}</FileDropzone>}
      <FormField
        label={t("invite.emails")}
        description={t("invite.emails.detail")}
        constraintText={[valid.length > 0 && t("invite.emails.count", { count: valid.length }), wrong("duplicate"), wrong("aside")].filter(Boolean).join(" ")}
        errorText={(unreadable && t("invite.file.unreadable", { name: unreadable })) || wrong("invalid") || (submitted && !typing && valid.length === 0 && t("invite.emails.missing")) || errorText}
        stretch
      >
        <Textarea
          value={text}
          rows={rowsOf(text)}
          onChange={({ detail }) => {
            onTyping(true);
            onChange(detail.value);
          }}
          onBlur={() => onTyping(false)}
          placeholder={t("invite.emails.example")}
          spellcheck={false}
          autoComplete={false}
        />
      </FormField>
      <SpaceBetween direction="horizontal" size="xs">
        <FileInput value={[]} accept=".csv,.tsv,.txt,text/csv,text/plain" onChange={({ detail }) => void read(detail.value)}>{t("invite.file.choose")}</FileInput>
        {invalid.length > 0 && <Button formAction="none" onClick={() => onChange(removeEntries(text, invalid))}>{t("invite.emails.removeInvalid", { count: invalid.length })}</Button>}
      </SpaceBetween>
    </SpaceBetween>
  );
}

/** Returns the height of the field: it grows with the text, wrapped lines included, to a third of a screen. */
function rowsOf(text: string): number {
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 100)), 0);
  return Math.min(14, Math.max(2, lines + 1));
}

/** How many entries a text names. The table below shows all of them. */
const mostNamed = 10;

/** Returns a function that names the entries with a fault; empty if there are none. */
function useFaultText(entries: readonly CheckedEntry[]): (fault: Fault) => string {
  const { t, list } = useTexts();
  return (fault) => {
    const found = entries.filter((one) => one.fault === fault).map(({ email, text }) => email ?? text);
    const named = found.length > mostNamed ? [...found.slice(0, mostNamed), "…"] : found;
    return found.length > 0 ? t(faultTexts[fault], { count: found.length, addresses: list(named) }) : "";
  };
}

const faultTexts = { invalid: "invite.emails.invalid", duplicate: "invite.emails.duplicates", aside: "invite.emails.aside" } as const;
