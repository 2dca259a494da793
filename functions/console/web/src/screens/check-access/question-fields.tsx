import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import type { Catalogue, OrganisationWithAccounts } from "../../api/types.ts";
import { MemberSelect } from "../../components/member-select.tsx";
import { NamedSelect } from "../../components/named-select.tsx";
import { useTexts } from "../../texts/index.tsx";
import type { Question, Unknown } from "./question.ts";

interface QuestionFieldsProps {
  readonly question: Question;
  readonly unknown: Unknown;
  readonly organisation: OrganisationWithAccounts;
  readonly roles: Catalogue;
  readonly onChange: (question: Question) => void;
}

/** Fields for the member, the permission and the scope. */
export function QuestionFields({ question, unknown, organisation, roles, onChange }: QuestionFieldsProps) {
  const { t, compare } = useTexts();
  const third = { colspan: { default: 12, s: 4 } };
  return (
    <Container header={<Header variant="h2">{t("checkAccess.question")}</Header>}>
      <Grid gridDefinition={[third, third, third]}>
        <FormField label={t("members.member")} stretch>
          <MemberSelect organisationId={organisation.id} selected={question.person} onSelect={(person) => onChange({ ...question, person })} />
        </FormField>
        <FormField label={t("checkAccess.permission")} errorText={unknown.permission && t("checkAccess.permission.unknown", { permission: question.permission })} stretch>
          <NamedSelect
            options={(roles.permissions ?? []).map((permission) => ({ id: permission, name: permission }))}
            selected={question.permission}
            onSelect={(permission) => onChange({ ...question, permission })}
            placeholder={t("checkAccess.permission.select")}
          />
        </FormField>
        <FormField label={t("grant.scope")} errorText={unknown.account && t("checkAccess.scope.unknown")} stretch>
          <NamedSelect
            none={t("scope.whole")}
            options={[...organisation.accounts].sort((a, b) => compare(a.name, b.name))}
            selected={question.account}
            onSelect={(account) => onChange({ ...question, account })}
          />
        </FormField>
      </Grid>
    </Container>
  );
}
