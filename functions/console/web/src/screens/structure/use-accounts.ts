import { useQueries } from "@tanstack/react-query";
import { organisation } from "../../api/queries.ts";
import type { Accounts } from "./tree.ts";

/** Loads the accounts of several organisations. */
export function useAccounts(organisationIds: readonly string[]): { readonly of: (id: string) => Accounts; readonly retry: (id: string) => void } {
  const answers = useQueries({ queries: organisationIds.map((id) => organisation(id)) });
  const answer = (id: string) => answers[organisationIds.indexOf(id)];
  return {
    of: (id) => {
      const { data, isError } = answer(id) ?? {};
      if (data) return data.accounts;
      return isError ? "failed" : "loading";
    },
    retry: (id) => void answer(id)?.refetch(),
  };
}
