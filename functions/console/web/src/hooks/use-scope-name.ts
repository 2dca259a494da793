import { useQuery } from "@tanstack/react-query";
import { organisation } from "../api/queries.ts";
import { useTexts } from "../texts/index.tsx";

/**
 * Returns a function that names a scope of the organisation: an account, or the whole
 * organisation. An account whose name is not available is named by its id.
 */
export function useScopeName(organisationId: string): (accountId?: string) => string {
  const { t } = useTexts();
  const { data } = useQuery(organisation(organisationId));
  return (accountId) => {
    if (!accountId) return t("scope.whole");
    return t("scope.account", { name: data?.accounts.find(({ id }) => id === accountId)?.name ?? accountId });
  };
}
