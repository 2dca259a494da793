import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { organisation as organisationQuery } from "../api/queries.ts";
import type { OrganisationWithAccounts } from "../api/types.ts";
import { administersAny } from "../lib/capabilities.ts";
import { Loaded } from "./loaded.tsx";
import { NotAllowed } from "./not-allowed.tsx";

interface AdministeredOrganisationProps {
  readonly organisationId: string;
  readonly children: (organisation: OrganisationWithAccounts) => ReactNode;
}

/** Loads the organisation for an administrators' screen. Others see {@link NotAllowed}. */
export function AdministeredOrganisation({ organisationId, children }: AdministeredOrganisationProps) {
  return (
    <Loaded query={useQuery(organisationQuery(organisationId))}>
      {(organisation) => (administersAny(organisation) ? children(organisation) : <NotAllowed />)}
    </Loaded>
  );
}
