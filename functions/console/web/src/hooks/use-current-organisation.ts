// Returns the organisation of the current path. On other paths it is the last one that was
// shown in this tab.

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { matchPath, useLocation } from "react-router";
import { organisations } from "../api/queries.ts";
import type { Organisation } from "../api/types.ts";

const key = "admit.organisation";

export function useCurrentOrganisation(): Organisation | undefined {
  const { pathname } = useLocation();
  const named = matchPath("/organisations/:organisationId/*", pathname)?.params.organisationId;
  const { data: visible } = useQuery(organisations);
  const current = visible?.find(({ id }) => id === (named ?? sessionStorage.getItem(key))) ?? (named === undefined && visible?.length === 1 ? visible[0] : undefined);
  useEffect(() => {
    if (current) sessionStorage.setItem(key, current.id);
  }, [current]);
  return current;
}
