import { useQuery } from "@tanstack/react-query";
import { me, organisations } from "../api/queries.ts";
import type { Organisation } from "../api/types.ts";
import { type Authority, authorityIn, noAuthority } from "../lib/authority.ts";

/** Returns the user's authority in an organisation. It is `noAuthority` while it is loading. */
export function useAuthority(organisation: Organisation | undefined): Authority {
  const { data: person } = useQuery(me);
  const { data: visible } = useQuery(organisations);
  if (!organisation || !person || !visible) return noAuthority;
  return authorityIn(organisation, person.grants, visible);
}
