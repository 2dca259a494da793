import { useSearchParams } from "react-router";
import { changedQuery, withQuery } from "../lib/list-address.ts";
import { paths } from "../lib/paths.ts";

/** Returns a function that gives the path of a member's access, for links in a list. It keeps the query of the list, to return there. */
export function useMemberPath(organisationId: string): (userId: string) => string {
  const [query] = useSearchParams();
  return (userId) => withQuery(paths.member(organisationId, userId), changedQuery(query, { invitation: undefined, invited: undefined }));
}
