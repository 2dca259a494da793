import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { me, organisations } from "../../api/queries.ts";
import type { Organisation, OrganisationWithAccounts } from "../../api/types.ts";
import { NamedSelect } from "../../components/named-select.tsx";
import { useFieldError } from "../../components/problem-text.tsx";
import { type Authority, authorityIn, invitableScopes } from "../../lib/authority.ts";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import type { FieldsProps } from "./draft.ts";

interface ScopeFieldsProps extends FieldsProps {
  /** The selected account; empty for the whole organisation, undefined if one has to be selected. */
  readonly account: string | undefined;
  readonly organisation: OrganisationWithAccounts;
  readonly authority: Authority;
}

/** Fields for the scope: an organisation to which the user may invite people, and an account. */
export function ScopeFields({ draft, onChange, submitted, problem, account, organisation, authority }: ScopeFieldsProps) {
  const { t, compare } = useTexts();
  const navigate = useNavigate();
  const { whole, accounts } = invitableScopes(authority, organisation);
  const fieldError = useFieldError(problem);
  const half = { colspan: { default: 12, s: 6 } };
  const missing = submitted && account === undefined && t("invite.account.missing");
  return (
    <Grid gridDefinition={[half, half]}>
      <FormField label={t("invite.organisation")} stretch>
        <NamedSelect
          options={useInvitable(organisation)}
          selected={organisation.id}
          onSelect={(id) => {
            onChange({ ...draft, accountId: "" });
            void navigate(paths.invite(id), { replace: true });
          }}
        />
      </FormField>
      <FormField label={t("invite.account")} constraintText={t(whole ? "invite.account.whole" : "invite.account.one")} errorText={missing || fieldError("accountId")} stretch>
        <NamedSelect
          none={whole ? t("scope.whole") : undefined}
          options={[...accounts].sort((a, b) => compare(a.name, b.name))}
          selected={account ?? ""}
          onSelect={(accountId) => onChange({ ...draft, accountId })}
          placeholder={t("invite.account.select")}
        />
      </FormField>
    </Grid>
  );
}

/** Returns the organisations to which the user may invite people, including the current one. */
function useInvitable(organisation: Organisation): readonly Organisation[] {
  const { data: person } = useQuery(me);
  const { data: visible } = useQuery(organisations);
  if (!person || !visible) return [organisation];
  return visible.filter((one) => one.id === organisation.id || authorityIn(one, person.grants, visible).level !== "none");
}
