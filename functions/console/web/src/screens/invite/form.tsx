import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import CloudscapeForm from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import type { Problem } from "../../api/problem.ts";
import { catalogue } from "../../api/queries.ts";
import type { Catalogue, OrganisationWithAccounts } from "../../api/shapes.ts";
import type { Authority } from "../../authority.ts";
import { useFollow } from "../../parts/link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { judgeChosen } from "../../parts/roles/offer.ts";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import { judge } from "./addresses.ts";
import { accountOf, type Draft, type Row, rowsOf } from "./draft.ts";
import { People } from "./people.tsx";
import { Refusal } from "./refusal.tsx";
import { Roles } from "./roles.tsx";
import { Where } from "./where.tsx";

/** What the parts of the form share. */
export interface PartProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** Whether it was tried to send: what is missing is told from then on. */
  readonly tried: boolean;
  readonly problem: Problem | undefined;
}

interface FormProps extends Omit<PartProps, "tried"> {
  readonly place: OrganisationWithAccounts;
  readonly authority: Authority;
  readonly busy: boolean;
  readonly onSend: (rows: readonly Row[]) => void;
}

export function Form(props: FormProps) {
  return <Loaded query={useQuery(catalogue)}>{(roles) => <Filled {...props} roles={roles} />}</Loaded>;
}

function Filled({ draft, place, authority, roles, busy, onSend, ...rest }: FormProps & { readonly roles: Catalogue }) {
  const { t } = useTexts();
  const link = useFollow();
  const form = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const account = accountOf(draft, authority, place);
  const giving = { authority, organisation: place, accountId: account === "" ? undefined : account };
  const chosen = judgeChosen(draft.roles, roles, giving);
  const { good, wrong } = judge(draft.to);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    if (good.length > 0 && wrong.length === 0 && chosen.open.length > 0 && account !== undefined) {
      onSend(rowsOf(draft, good, account, chosen.open.map(({ role }) => role.id)));
    } else focusFirstWrong(form.current);
  };
  const refusedFields = rest.problem?.errors.length;
  useEffect(() => {
    if (refusedFields) focusFirstWrong(form.current);
  }, [refusedFields]);
  const part = { ...rest, draft, tried };
  return (
    <form ref={form} onSubmit={send} noValidate>
      <CloudscapeForm
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" {...link(places.users(place.id))}>{t("invite.cancel")}</Button>
            <Button variant="primary" formAction="submit" loading={busy} loadingText={t("invite.sending")}>{t("invite.send", { count: good.length })}</Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">{t("invite.where")}</Header>}>
            <Where {...part} account={account} place={place} authority={authority} />
          </Container>
          <Container header={<Header variant="h2">{t("invite.people")}</Header>}>
            <People {...part} />
          </Container>
          <Container header={<Header variant="h2" counter={`(${chosen.open.length})`}>{t("invite.roles")}</Header>}>
            <Roles {...part} catalogue={roles} giving={giving} chosen={chosen} ready={account !== undefined} />
          </Container>
          {rest.problem && <Refusal problem={rest.problem} organisationId={place.id} email={good[0] ?? ""} />}
        </SpaceBetween>
      </CloudscapeForm>
    </form>
  );
}

/** Takes the reader to the first field that is to be mended, once it is marked as such. */
function focusFirstWrong(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid=true], [data-missing] button")?.focus());
}
