import Alert from "@cloudscape-design/components/alert";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { me } from "../../../api/queries.ts";
import type { OrganisationWithAccounts, PermissionRow } from "../../../api/types.ts";
import { useWriteResults } from "../../../api/write-results.ts";
import { Dialog } from "../../../components/dialog.tsx";
import { Loaded } from "../../../components/loaded.tsx";
import { ScopeChoice } from "../../../components/scope-choice.tsx";
import { useNavigatedAway } from "../../../hooks/use-navigated-away.ts";
import { useRemoval } from "../../../hooks/use-removal.ts";
import { nothingToLose } from "../../../lib/navigation-state.ts";
import { paths } from "../../../lib/paths.ts";
import { personName } from "../../../lib/person-name.ts";
import { useTexts } from "../../../texts/index.tsx";
import { Consequences } from "./consequences.tsx";
import { preview, remove } from "./requests.ts";
import { removableScopes } from "./scopes.ts";
import { useRemovalNotice } from "./use-removal-notice.ts";

interface RemoveAccessProps {
  readonly row: PermissionRow;
  readonly organisation: OrganisationWithAccounts;
  readonly onClose: (removed: boolean) => unknown;
}

/** Confirms the removal of access and shows its consequences. */
export function RemoveAccess({ row, organisation, onClose }: RemoveAccessProps) {
  const { t } = useTexts();
  const scopes = removableScopes(row, organisation);
  const [query] = useSearchParams();
  const filtered = query.get("account") ?? undefined;
  const [account, setAccount] = useState(scopes.includes(filtered) ? filtered : scopes[0]);
  const target = { organisationId: organisation.id, userId: row.user.id, account };
  const consequences = useQuery(preview(target));
  const { data: person } = useQuery(me);
  const self = person?.user.id === row.user.id;
  const results = useWriteResults();
  const navigate = useNavigate();
  const { hasNavigatedAway } = useNavigatedAway();
  const showNotice = useRemovalNotice(row, organisation);
  const removal = useRemoval(() => remove(target), async (removed) => {
    if (removed) await results.removal(organisation.id, row, removed);
    // Decided before onClose, which may leave the screen. After the removal of their own access, the user may see nothing here any more.
    const goHome = self && !hasNavigatedAway();
    await onClose(true);
    if (goHome) await navigate(paths.home, { state: nothingToLose });
    showNotice(removed);
  });
  return (
    <Dialog
      title={t("removeAccess.title", { name: personName(row.user) })}
      confirmText={t("removeAccess.confirm")}
      destructive
      busy={removal.isPending}
      disabled={!consequences.isSuccess}
      problem={removal.error}
      onClose={() => void onClose(false)}
      onConfirm={removal.mutate}
    >
      {self && <Alert type="warning" header={t("removeAccess.self.title")}>{t("removeAccess.self.detail", { organisation: organisation.name })}</Alert>}
      <ScopeChoice label={t("removeAccess.scope")} scopes={scopes} organisation={organisation} chosen={account} onChoose={setAccount} />
      <Loaded query={consequences}>{(what) => <Consequences {...what} organisationId={organisation.id} />}</Loaded>
    </Dialog>
  );
}
