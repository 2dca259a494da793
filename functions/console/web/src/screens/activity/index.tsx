import { useParams } from "react-router";
import { Administered } from "../../parts/administered.tsx";
import { NotAllowed } from "../../parts/not-allowed.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useTexts } from "../../texts/index.tsx";
import { Records } from "./records.tsx";

/** What happened in an organisation. It is for those who administer all of it. */
export function Activity() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  return (
    <Screen title={t("activity.title")} description={t("activity.description")}>
      <Administered organisationId={organisationId}>
        {(organisation, { level }) => (level === "accounts" ? <NotAllowed /> : <Records key={organisation.id} organisation={organisation} />)}
      </Administered>
    </Screen>
  );
}
