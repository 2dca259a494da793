import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { me, organisation as organisationQuery, organisations } from "../api/queries.ts";
import type { OrganisationWithAccounts } from "../api/types.ts";
import { type Authority, authorityIn } from "../lib/authority.ts";
import { combineQueries } from "../lib/combine-queries.ts";
import { Loaded } from "./loaded.tsx";
import { NotAllowed } from "./not-allowed.tsx";

interface AdministeredOrganisationProps {
  readonly organisationId: string;
  readonly children: (organisation: OrganisationWithAccounts, authority: Authority) => ReactNode;
}

/** Loads the organisation and the user's authority in it for an administrators' screen. Others see {@link NotAllowed}. */
export function AdministeredOrganisation({ organisationId, children }: AdministeredOrganisationProps) {
  const query = combineQueries(useQuery(organisationQuery(organisationId)), combineQueries(useQuery(me), useQuery(organisations)));
  return (
    <Loaded query={query}>
      {([organisation, [{ grants }, visible]]) => {
        const authority = authorityIn(organisation, grants, visible);
        return authority.level === "none" ? <NotAllowed /> : children(organisation, authority);
      }}
    </Loaded>
  );
}
