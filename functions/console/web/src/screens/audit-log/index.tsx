import SpaceBetween from "@cloudscape-design/components/space-between";
import { useParams, useSearchParams } from "react-router";
import type { OrganisationWithAccounts } from "../../api/types.ts";
import { AdministeredOrganisation } from "../../components/administered-organisation.tsx";
import { NotAllowed } from "../../components/not-allowed.tsx";
import { Screen } from "../../components/screen.tsx";
import { administers } from "../../lib/capabilities.ts";
import { useTexts } from "../../texts/index.tsx";
import { EventList } from "./event-list.tsx";
import { readFilter, writeFilter } from "./filter.ts";
import { Filters } from "./filters.tsx";

/** The audit log of an organisation. An Account Admin sees what concerns their accounts. */
export function AuditLog() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  return (
    <Screen title={t("auditLog.title")} description={t("auditLog.description")}>
      <AdministeredOrganisation organisationId={organisationId}>
        {(organisation) => (organisation.capabilities?.readEvents ? <Events key={organisation.id} organisation={organisation} /> : <NotAllowed />)}
      </AdministeredOrganisation>
    </Screen>
  );
}

// The filter is part of the address, so that it survives navigation and can be linked to.
function Events({ organisation }: { readonly organisation: OrganisationWithAccounts }) {
  const { t } = useTexts();
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  return (
    <SpaceBetween size="l">
      {!administers(organisation) && t("auditLog.accountsOnly")}
      <Filters organisation={organisation} filter={filter} onChange={(next) => setParams(writeFilter(next), { replace: true })} />
      <EventList key={JSON.stringify(filter)} organisation={organisation} filter={filter} />
    </SpaceBetween>
  );
}
