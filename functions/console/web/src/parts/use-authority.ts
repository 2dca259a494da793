import { useQuery } from "@tanstack/react-query";
import { me, organisations } from "../api/queries.ts";
import type { Organisation } from "../api/shapes.ts";
import { type Authority, authorityIn, nothing } from "../authority.ts";

/** What the person may do in an organisation. Nothing, until it is known. */
export function useAuthority(organisation: Organisation | undefined): Authority {
  const { data: person } = useQuery(me);
  const { data: seen } = useQuery(organisations);
  if (!organisation || !person || !seen) return nothing;
  return authorityIn(organisation, person.grants, seen);
}
