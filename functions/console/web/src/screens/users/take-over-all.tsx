import Button from "@cloudscape-design/components/button";
import { useMutation } from "@tanstack/react-query";
import type { Problem } from "../../api/problem.ts";
import { readEntries } from "../../api/read-all.ts";
import type { Invitation } from "../../api/types.ts";
import { useNotifyProblem } from "../../hooks/use-notify-problem.ts";
import { useTexts } from "../../texts/index.tsx";
import { BulkActionDialog } from "./bulk-actions.tsx";
import { type Filter, readInvitations } from "./queries.ts";

interface TakeOverAllProps {
  readonly organisationId: string;
  readonly filter: Filter;
  /** Whether there is something to take over, as far as the list is known. An open dialog stays without it. */
  readonly offered: boolean;
}

/** Finds all invitations of a list that need an inviter, on every page of it, and takes them over. */
export function TakeOverAll({ organisationId, filter, offered }: TakeOverAllProps) {
  const { t } = useTexts();
  const notifyProblem = useNotifyProblem();
  const { mutate, reset, data, isPending } = useMutation<readonly Invitation[], Problem>({
    mutationFn: () => readEntries((page) => readInvitations(organisationId, { status: ["pending"], needsInviter: true }, filter, page), () => {}),
    onError: notifyProblem,
  });
  return (
    <>
      {offered && <Button loading={isPending} onClick={() => mutate()}>{t("users.bulk.take-over.all")}</Button>}
      {data && <BulkActionDialog action="take-over" organisationId={organisationId} selected={data} onClose={() => reset()} />}
    </>
  );
}
