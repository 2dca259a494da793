import { useWriteResults } from "../../../api/write-results.ts";
import type { OrganisationWithAccounts, PermissionRow, Removal } from "../../../api/types.ts";
import { useNotify } from "../../../components/notifications.tsx";
import { restoreFocus } from "../../../lib/focus.ts";
import { personName } from "../../../lib/person-name.ts";
import { useTexts } from "../../../texts/index.tsx";

/** Returns a function that reports a removal. */
export function useRemovalNotice({ user }: PermissionRow, organisation: OrganisationWithAccounts) {
  const { t, exact } = useTexts();
  const notify = useNotify();
  const results = useWriteResults();
  const name = personName(user);
  return (removed: Removal | undefined) => {
    void results.refresh(organisation.id).then(restoreFocus);
    notify({
      type: "success",
      header: t("removeAccess.done", { name, organisation: organisation.name }),
      content: removed ? t(removed.remaining.length > 0 ? "removeAccess.done.remaining" : "removeAccess.done.detail", { at: exact(removed.effectiveAt) }) : t("removeAccess.done.before"),
    });
  };
}
