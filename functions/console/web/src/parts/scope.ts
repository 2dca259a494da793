import { useQuery } from "@tanstack/react-query";
import { organisation } from "../api/queries.ts";
import { useTexts } from "../texts/index.tsx";

/**
 * Scopes of one organisation in words: an account by its name, or the whole
 * organisation. An account whose name cannot be had is named by its id.
 */
export function useScopeName(organisationId: string): (accountId?: string) => string {
  const { t } = useTexts();
  const { data } = useQuery(organisation(organisationId));
  return (accountId) => {
    if (!accountId) return t("scope.whole");
    return t("scope.account", { name: data?.accounts.find(({ id }) => id === accountId)?.name ?? accountId });
  };
}
