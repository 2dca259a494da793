import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import CloudscapeForm from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { useCatalogue } from "../../api/queries.ts";
import type { Catalogue, OrganisationWithAccounts } from "../../api/types.ts";
import { Loaded } from "../../components/loaded.tsx";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { checkSelected } from "../../components/roles/role-options.ts";
import { useScreenLink } from "../../hooks/use-screen-link.ts";
import { toChoices } from "../../lib/ends.ts";
import { withQuery } from "../../lib/list-address.ts";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import { type FieldsProps, type InvitationRow, namedPeople, selectedAccount, toRows } from "./draft.ts";
import { NextStep } from "./next-step.tsx";
import { parsePeople } from "./parse-people.ts";
import { PeopleFields } from "./people-fields.tsx";
import { RoleFields } from "./role-fields.tsx";
import { ScopeFields } from "./scope-fields.tsx";

interface FormProps extends Omit<FieldsProps, "submitted"> {
  readonly organisation: OrganisationWithAccounts;
  readonly busy: boolean;
  readonly onSend: (rows: readonly InvitationRow[]) => void;
}

export function Form(props: FormProps) {
  return <Loaded query={useCatalogue()}>{(roles) => <LoadedForm {...props} roles={roles} />}</Loaded>;
}

function LoadedForm({ draft, organisation, roles, busy, onSend, ...rest }: FormProps & { readonly roles: Catalogue }) {
  const { t } = useTexts();
  const link = useScreenLink();
  const [query] = useSearchParams();
  const form = useRef<HTMLFormElement>(null);
  const [submitted, setSubmitted] = useState(false);
  const account = selectedAccount(draft, organisation);
  const context = { organisation, accountId: account === "" ? undefined : account };
  const selected = checkSelected(draft.roles, roles, context);
  const { entries, valid } = parsePeople(draft.emails);
  const complete = valid.length > 0 && entries.every(({ fault }) => fault !== "invalid");
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setSubmitted(true);
    if (complete && selected.available.length > 0 && account !== undefined) {
      onSend(toRows(draft, namedPeople(draft, valid), account, toChoices(selected.available.map(({ role }) => role.id), draft.ends)));
    } else focusFirstInvalid(form.current);
  };
  const refusedFields = rest.problem?.errors.length;
  useEffect(() => {
    if (refusedFields) focusFirstInvalid(form.current);
  }, [refusedFields]);
  const part = { ...rest, draft, submitted };
  return (
    <form ref={form} onSubmit={send} noValidate>
      <CloudscapeForm
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" {...link(withQuery(paths.users(organisation.id), query))}>{t("invite.cancel")}</Button>
            <Button variant="primary" formAction="submit" loading={busy} loadingText={t("invite.sending")}>{t("invite.send", { count: valid.length })}</Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">{t("invite.scope")}</Header>}>
            <ScopeFields {...part} account={account} organisation={organisation} />
          </Container>
          <Container header={<Header variant="h2">{t("invite.people")}</Header>}>
            <PeopleFields {...part} />
          </Container>
          <Container header={<Header variant="h2" counter={`(${selected.available.length})`}>{t("invite.roles")}</Header>}>
            <RoleFields {...part} catalogue={roles} context={context} selected={selected} ready={account !== undefined} />
          </Container>
          {rest.problem && (
            <SpaceBetween size="xs">
              <ProblemAlert problem={rest.problem} />
              <NextStep problem={rest.problem} organisationId={organisation.id} email={valid[0]?.email ?? ""} />
            </SpaceBetween>
          )}
        </SpaceBetween>
      </CloudscapeForm>
    </form>
  );
}

/** Focuses the first invalid field, once it is marked as invalid. */
function focusFirstInvalid(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid=true], [data-missing] button")?.focus());
}
