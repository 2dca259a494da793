import { useParams } from "react-router";
import { AdministeredOrganisation } from "../../components/administered-organisation.tsx";
import { NotAllowed } from "../../components/not-allowed.tsx";
import { Screen } from "../../components/screen.tsx";
import { useTexts } from "../../texts/index.tsx";
import { EventList } from "./event-list.tsx";

/** The audit log of an organisation, for administrators of the whole organisation. */
export function AuditLog() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  return (
    <Screen title={t("auditLog.title")} description={t("auditLog.description")}>
      <AdministeredOrganisation organisationId={organisationId}>
        {(organisation) => (organisation.capabilities?.readEvents ? <EventList key={organisation.id} organisation={organisation} /> : <NotAllowed />)}
      </AdministeredOrganisation>
    </Screen>
  );
}
