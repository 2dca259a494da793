import { useQuery } from "@tanstack/react-query";
import { catalogue } from "../api/queries.ts";

/** Returns a function that names a role. A role that is no longer in the catalogue is named by its id. */
export function useRoleName(): (roleId: string) => string {
  const { data } = useQuery(catalogue);
  return (roleId) => data?.all.find(({ id }) => id === roleId)?.name ?? roleId;
}
