import SpaceBetween from "@cloudscape-design/components/space-between";
import { useParams, useSearchParams } from "react-router";
import { useCatalogue } from "../../api/queries.ts";
import type { Catalogue, OrganisationWithAccounts } from "../../api/types.ts";
import { AdministeredOrganisation } from "../../components/administered-organisation.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { NotAllowed } from "../../components/not-allowed.tsx";
import { Screen } from "../../components/screen.tsx";
import { administers } from "../../lib/capabilities.ts";
import { useTexts } from "../../texts/index.tsx";
import { Answer } from "./answer.tsx";
import { isComplete, parseQuestion, toParams, unknownParts } from "./question.ts";
import { QuestionFields } from "./question-fields.tsx";

/** Whether a member has a permission, and why. For administrators of the whole organisation. */
export function CheckAccess() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  const roles = useCatalogue();
  return (
    <Screen title={t("checkAccess.title")} description={t("checkAccess.description")}>
      <AdministeredOrganisation organisationId={organisationId}>
        {(organisation) => (administers(organisation) ? <Loaded query={roles}>{(all) => <Check key={organisation.id} organisation={organisation} roles={all} />}</Loaded> : <NotAllowed />)}
      </AdministeredOrganisation>
    </Screen>
  );
}

interface CheckProps {
  readonly organisation: OrganisationWithAccounts;
  readonly roles: Catalogue;
}

function Check({ organisation, roles }: CheckProps) {
  const [params, setParams] = useSearchParams();
  const question = parseQuestion(params);
  const unknown = unknownParts(question, roles, organisation);
  return (
    <SpaceBetween size="l">
      <QuestionFields question={question} unknown={unknown} organisation={organisation} roles={roles} onChange={(next) => setParams(toParams(next), { replace: true })} />
      {isComplete(question, unknown) && <Answer organisationId={organisation.id} question={question} />}
    </SpaceBetween>
  );
}
