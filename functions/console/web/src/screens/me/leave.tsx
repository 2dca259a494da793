import Alert from "@cloudscape-design/components/alert";
import { useState } from "react";
import { client, unwrap } from "../../api/client.ts";
import { useWriteResults } from "../../api/write-results.ts";
import { DestructiveButton } from "../../components/destructive-button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { useNotify } from "../../components/notifications.tsx";
import { ScopeChoice } from "../../components/scope-choice.tsx";
import { useRemoval } from "../../hooks/use-removal.ts";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { restoreFocus } from "../../lib/focus.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Membership } from "./memberships.ts";

/** A button that lets the user give up their own access to an organisation or one of its accounts. */
export function Leave(membership: Membership) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <DestructiveButton ariaLabel={t("me.leave.title", { organisation: membership.organisation.name })} onClick={() => setOpen(true)}>{t("me.leave.button")}</DestructiveButton>
      {open && <LeaveDialog {...membership} onClose={() => setOpen(false)} />}
    </>
  );
}

function LeaveDialog({ organisation, grants, onClose }: Membership & { readonly onClose: () => void }) {
  const { t, exact } = useTexts();
  const notify = useNotify();
  const results = useWriteResults();
  const scopeName = useScopeName(organisation.id);
  const scopes = leavableScopes(grants);
  const [account, setAccount] = useState(scopes[0]);
  const remove = () => unwrap(client.DELETE("/me/permissions/{organisationId}", { params: { path: { organisationId: organisation.id }, query: { account } } }));
  const leave = useRemoval(remove, async (removed) => {
    const scope = account ? scopeName(account) : organisation.name;
    if (removed) await results.leave(organisation.id, removed);
    onClose();
    void results.refresh(organisation.id).then(restoreFocus);
    notify({
      type: "success",
      header: t("me.leave.done", { scope }),
      content: removed ? t("removeAccess.done.detail", { at: exact(removed.effectiveAt) }) : t("removeAccess.done.before"),
    });
  });
  return (
    <Dialog
      title={t("me.leave.title", { organisation: organisation.name })}
      confirmText={t("me.leave.button")}
      destructive
      busy={leave.isPending}
      problem={leave.error}
      onClose={onClose}
      onConfirm={leave.mutate}
    >
      <Alert type="warning">{t("me.leave.detail")}</Alert>
      <ScopeChoice label={t("me.leave.scope")} scopes={scopes} organisation={organisation} chosen={account} onChoose={setAccount} />
    </Dialog>
  );
}

/** Returns everything in the organisation, and each account if there is something else that would remain. */
function leavableScopes(grants: Membership["grants"]): readonly (string | undefined)[] {
  const held = new Set(grants.map(({ scope }) => scope.accountId));
  const accounts = [...held].flatMap((account) => account ?? []);
  return held.size > 1 ? [undefined, ...accounts] : [undefined];
}
