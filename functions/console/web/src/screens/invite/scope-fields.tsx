import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { organisations } from "../../api/queries.ts";
import type { Organisation, OrganisationWithAccounts } from "../../api/types.ts";
import { NamedSelect } from "../../components/named-select.tsx";
import { useFieldError } from "../../components/problem-text.tsx";
import { administeredAccounts, administers, administersAny } from "../../lib/capabilities.ts";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import type { FieldsProps } from "./draft.ts";

interface ScopeFieldsProps extends FieldsProps {
  /** The selected account; empty for the whole organisation, undefined if one has to be selected. */
  readonly account: string | undefined;
  readonly organisation: OrganisationWithAccounts;
}

/** Fields for the scope: an organisation to which the user may invite people, and an account. */
export function ScopeFields({ draft, onChange, submitted, problem, account, organisation }: ScopeFieldsProps) {
  const { t, compare } = useTexts();
  const navigate = useNavigate();
  const whole = administers(organisation);
  const fieldError = useFieldError(problem);
  const half = { colspan: { default: 12, s: 6 } };
  const missing = submitted && account === undefined && t(whole ? "scope.missing" : "invite.account.missing");
  return (
    <Grid gridDefinition={[half, half]}>
      <FormField label={t("invite.organisation")} stretch>
        <NamedSelect
          options={useInvitable(organisation)}
          selected={organisation.id}
          onSelect={(id) => {
            onChange({ ...draft, accountId: undefined });
            void navigate(paths.invite(id), { replace: true });
          }}
        />
      </FormField>
      <FormField label={t("invite.account")} constraintText={t(whole ? "invite.account.whole" : "invite.account.one")} errorText={missing || fieldError("accountId")} stretch>
        <NamedSelect
          none={whole ? t("scope.whole") : undefined}
          options={[...administeredAccounts(organisation)].sort((a, b) => compare(a.name, b.name))}
          selected={account}
          onSelect={(accountId) => onChange({ ...draft, accountId })}
          placeholder={t("invite.account.select")}
        />
      </FormField>
    </Grid>
  );
}

/** Returns the organisations to which the user may invite people, including the current one. */
function useInvitable(organisation: Organisation): readonly Organisation[] {
  const { data: visible = [organisation] } = useQuery(organisations);
  return visible.filter((one) => one.id === organisation.id || administersAny(one));
}
