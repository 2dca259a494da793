import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { me, organisations } from "../../api/queries.ts";
import type { Organisation, OrganisationWithAccounts } from "../../api/shapes.ts";
import { type Authority, authorityIn, invitableScopes } from "../../authority.ts";
import { Choice } from "../../parts/choice.tsx";
import { places } from "../../places.ts";
import { useWrong } from "../../parts/words.tsx";
import { useTexts } from "../../texts/index.tsx";
import type { PartProps } from "./form.tsx";

interface WhereProps extends PartProps {
  /** The account that is meant; empty for the whole organisation, undefined while one must be chosen. */
  readonly account: string | undefined;
  readonly place: OrganisationWithAccounts;
  readonly authority: Authority;
}

/** The scope: an organisation that the person may invite to, and an account in it or none. */
export function Where({ draft, onChange, tried, problem, account, place, authority }: WhereProps) {
  const { t, compare } = useTexts();
  const navigate = useNavigate();
  const { whole, accounts } = invitableScopes(authority, place);
  const wrong = useWrong(problem);
  const half = { colspan: { default: 12, s: 6 } };
  const missing = tried && account === undefined && t("invite.account.missing");
  return (
    <Grid gridDefinition={[half, half]}>
      <FormField label={t("invite.organisation")} stretch>
        <Choice
          options={useInvitable(place)}
          chosen={place.id}
          onChoose={(id) => {
            onChange({ ...draft, accountId: "" });
            void navigate(places.invite(id), { replace: true });
          }}
        />
      </FormField>
      <FormField label={t("invite.account")} constraintText={t(whole ? "invite.account.whole" : "invite.account.one")} errorText={missing || wrong("accountId")} stretch>
        <Choice
          none={whole ? t("invite.account.all") : undefined}
          options={[...accounts].sort((a, b) => compare(a.name, b.name))}
          chosen={account ?? ""}
          onChoose={(accountId) => onChange({ ...draft, accountId })}
          placeholder={t("invite.account.choose")}
        />
      </FormField>
    </Grid>
  );
}

/** The organisations that the person may invite to, this one among them. */
function useInvitable(place: Organisation): readonly Organisation[] {
  const { data: person } = useQuery(me);
  const { data: seen } = useQuery(organisations);
  if (!person || !seen) return [place];
  return seen.filter((one) => one.id === place.id || authorityIn(one, person.grants, seen).level !== "none");
}
