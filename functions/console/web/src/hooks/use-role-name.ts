import { useCatalogue } from "../api/queries.ts";
import type { Grant } from "../api/types.ts";

/**
 * Returns a function that names a role in the language of the console. A role that is no
 * longer in the catalogue, or before that is loaded, has the name that came with it, or else
 * its id.
 */
export function useRoleName(): (role: string | Grant["role"]) => string {
  const { data } = useCatalogue();
  return (role) => {
    const { id, name } = typeof role === "string" ? { id: role, name: role } : role;
    return data?.all.find((one) => one.id === id)?.name ?? name;
  };
}
