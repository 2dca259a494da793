import { useNavigate } from "react-router";
import { useChanged } from "../../../api/queries.ts";
import type { OrganisationWithAccounts, PermissionRow, Removal } from "../../../api/shapes.ts";
import { useFlash } from "../../../frame/flashes.tsx";
import { useElsewhere } from "../../../parts/elsewhere.ts";
import { regainFocus } from "../../../parts/focus.ts";
import { personName } from "../../../parts/person-name.ts";
import { settled } from "../../../parts/settled.ts";
import { places } from "../../../places.ts";
import { useTexts } from "../../../texts/index.tsx";

/** Says what became of a removal. Who removed themselves may have nothing left to see here, and goes to the start page. */
export function useOutcome({ user }: PermissionRow, organisation: OrganisationWithAccounts, self: boolean) {
  const { t, exact } = useTexts();
  const tell = useFlash();
  const changed = useChanged();
  const navigate = useNavigate();
  const { isElsewhere } = useElsewhere();
  const name = personName(user);
  return (removed: Removal | undefined) => {
    if (self && !isElsewhere()) void navigate(places.home, { state: settled });
    void changed(organisation.id).then(regainFocus);
    tell({
      type: "success",
      header: t("removal.done", { name, organisation: organisation.name }),
      content: removed ? t(removed.remaining.length > 0 ? "removal.done.stays" : "removal.done.detail", { at: exact(removed.effectiveAt) }) : t("removal.done.before"),
    });
  };
}
