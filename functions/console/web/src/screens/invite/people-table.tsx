import Button from "@cloudscape-design/components/button";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Pagination from "@cloudscape-design/components/pagination";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { useNarrowScreen } from "../../hooks/use-narrow-screen.ts";
import { useTexts } from "../../texts/index.tsx";
import { addressKey } from "./address.ts";
import { type Draft, namedPeople, withEmails } from "./draft.ts";
import { type Name, noName } from "./entry.ts";
import { type CheckedEntry, type People, removeEntries } from "./parse-people.ts";

/** How many rows a page has. */
const pageSize = 20;

interface PeopleTableProps {
  readonly draft: Draft;
  readonly people: People;
  readonly onChange: (draft: Draft) => void;
}

/** Everybody who will be invited, with names to edit, and what is wrong. Wrong entries come first. */
export function PeopleTable({ draft, people, onChange }: PeopleTableProps) {
  const { t } = useTexts();
  const narrow = useNarrowScreen();
  const [page, setPage] = useState(1);
  const { entries } = people;
  const sorted = [...entries.filter(({ fault }) => fault === "invalid"), ...entries.filter(({ fault }) => fault !== "invalid")];
  const pages = Math.max(1, Math.ceil(sorted.length / pageSize));
  const current = Math.min(page, pages);
  const fields = useFields({ draft, people, onChange });
  const shared = {
    items: sorted.slice((current - 1) * pageSize, current * pageSize),
    trackBy: ({ start, email = "" }: CheckedEntry) => `${start} ${email}`,
    header: <Header variant="h3" counter={`(${entries.length})`}>{t("invite.table.heading")}</Header>,
    pagination: pages > 1 && (
      <Pagination
        currentPageIndex={current}
        pagesCount={pages}
        onChange={({ detail }) => setPage(detail.currentPageIndex)}
        ariaLabels={{ paginationLabel: t("invite.table.heading"), previousPageLabel: t("paging.previous"), nextPageLabel: t("paging.next"), pageLabel: (number) => t("paging.page", { number }) }}
      />
    ),
  };
  if (narrow) {
    const [email, ...sections] = fields;
    return <Cards {...shared} cardsPerRow={[{ cards: 1 }]} cardDefinition={{ header: (one) => email?.cell(one), sections: sections.map(({ id, header, cell }) => ({ id, header, content: cell })) }} />;
  }
  return <Table {...shared} variant="embedded" contentDensity="compact" wrapLines ariaLabels={{ tableLabel: t("invite.table.heading") }} columnDefinitions={fields.map((field, at) => ({ ...field, isRowHeader: at === 0 }))} />;
}

/** Returns the columns. A person has names; an entry without an address of its own does not. */
function useFields({ draft, people, onChange }: PeopleTableProps) {
  const { t } = useTexts();
  const names = new Map(namedPeople(draft, people.valid).map((person) => [addressKey(person.email), person]));
  const name = (field: keyof Name) => ({
    id: field,
    header: t(`invite.${field}`),
    cell: ({ email, fault }: CheckedEntry) => {
      if (email === undefined || fault) return "–";
      const { firstName, lastName } = names.get(addressKey(email)) ?? noName;
      const rename = (value: string) => onChange({ ...draft, names: { ...draft.names, [addressKey(email)]: { firstName, lastName, [field]: value } } });
      return <Input value={{ firstName, lastName }[field]} onChange={({ detail }) => rename(detail.value)} autoComplete={false} ariaLabel={t(`invite.table.${field}`, { email })} />;
    },
    minWidth: 140,
  });
  return [
    { id: "email", header: t("invite.results.email"), cell: ({ email, text }: CheckedEntry) => email ?? text, minWidth: 200 },
    name("firstName"),
    name("lastName"),
    { id: "status", header: t("invite.results.status"), cell: ({ fault }: CheckedEntry) => <Status fault={fault} />, minWidth: 150 },
    {
      id: "remove",
      header: <span className="visually-hidden">{t("invite.table.actions")}</span>,
      cell: (one: CheckedEntry) =>
        one.fault !== "aside" && (
          <Button variant="icon" iconName="remove" formAction="none" ariaLabel={t("invite.table.remove", { email: one.email ?? one.text })} onClick={() => onChange(withEmails(draft, removeEntries(draft.emails, sameAs(one, people))))} />
        ),
      minWidth: 60,
    },
  ];
}

/** Returns an entry, and for a person all entries with the same address. */
function sameAs(entry: CheckedEntry, { entries }: People): readonly CheckedEntry[] {
  if (entry.fault || entry.email === undefined) return [entry];
  const key = addressKey(entry.email);
  return entries.filter(({ email, aside }) => email !== undefined && !aside && addressKey(email) === key);
}

function Status({ fault }: Pick<CheckedEntry, "fault">) {
  const { t } = useTexts();
  if (!fault) return <StatusIndicator type="success">{t("invite.table.ready")}</StatusIndicator>;
  return <StatusIndicator type={fault === "invalid" ? "error" : "info"} wrapText>{t(`invite.table.fault.${fault}`)}</StatusIndicator>;
}
