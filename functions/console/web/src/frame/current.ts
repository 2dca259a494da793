// The organisation that the console is about: the one of the address, and beside
// that the last one in this tab.

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { matchPath, useLocation } from "react-router";
import { organisations } from "../api/queries.ts";
import type { Organisation } from "../api/shapes.ts";

const key = "admit.organisation";

export function useCurrentOrganisation(): Organisation | undefined {
  const { pathname } = useLocation();
  const named = matchPath("/organisations/:organisationId/*", pathname)?.params.organisationId;
  const { data: seen } = useQuery(organisations);
  const current = seen?.find(({ id }) => id === (named ?? sessionStorage.getItem(key))) ?? (named === undefined && seen?.length === 1 ? seen[0] : undefined);
  useEffect(() => {
    if (current) sessionStorage.setItem(key, current.id);
  }, [current]);
  return current;
}
