import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { me, organisation, organisations } from "../api/queries.ts";
import type { OrganisationWithAccounts } from "../api/shapes.ts";
import { type Authority, authorityIn } from "../authority.ts";
import { Loaded } from "./loaded.tsx";
import { NotAllowed } from "./not-allowed.tsx";
import { together } from "./together.ts";

interface AdministeredProps {
  readonly organisationId: string;
  readonly children: (place: OrganisationWithAccounts, authority: Authority) => ReactNode;
}

/** What a screen for administrators is about, once it is known: the organisation, and what the person may do there. */
export function Administered({ organisationId, children }: AdministeredProps) {
  const query = together(useQuery(organisation(organisationId)), together(useQuery(me), useQuery(organisations)));
  return (
    <Loaded query={query}>
      {([place, [{ grants }, seen]]) => {
        const authority = authorityIn(place, grants, seen);
        return authority.level === "none" ? <NotAllowed /> : children(place, authority);
      }}
    </Loaded>
  );
}
