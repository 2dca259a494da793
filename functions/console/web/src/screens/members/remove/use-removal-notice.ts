import { useNavigate } from "react-router";
import { useInvalidateOrganisation } from "../../../api/queries.ts";
import type { OrganisationWithAccounts, PermissionRow, Removal } from "../../../api/types.ts";
import { useNotify } from "../../../components/notifications.tsx";
import { useNavigatedAway } from "../../../hooks/use-navigated-away.ts";
import { restoreFocus } from "../../../lib/focus.ts";
import { nothingToLose } from "../../../lib/navigation-state.ts";
import { paths } from "../../../lib/paths.ts";
import { personName } from "../../../lib/person-name.ts";
import { useTexts } from "../../../texts/index.tsx";

/** Returns a function that reports a removal. A user who removed their own access may see nothing here any more and is sent to the home page. */
export function useRemovalNotice({ user }: PermissionRow, organisation: OrganisationWithAccounts, self: boolean) {
  const { t, exact } = useTexts();
  const notify = useNotify();
  const invalidate = useInvalidateOrganisation();
  const navigate = useNavigate();
  const { hasNavigatedAway } = useNavigatedAway();
  const name = personName(user);
  return (removed: Removal | undefined) => {
    if (self && !hasNavigatedAway()) void navigate(paths.home, { state: nothingToLose });
    void invalidate(organisation.id).then(restoreFocus);
    notify({
      type: "success",
      header: t("removeAccess.done", { name, organisation: organisation.name }),
      content: removed ? t(removed.remaining.length > 0 ? "removeAccess.done.remaining" : "removeAccess.done.detail", { at: exact(removed.effectiveAt) }) : t("removeAccess.done.before"),
    });
  };
}
