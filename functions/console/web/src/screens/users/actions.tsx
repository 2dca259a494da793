import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import type { Invitation } from "../../api/shapes.ts";
import type { Authority } from "../../authority.ts";
import { useTexts } from "../../texts/index.tsx";
import { actions, type Action, obstacle } from "./invitations.ts";

interface ActionsProps {
  readonly invitation: Invitation;
  readonly authority: Authority;
  readonly onAct: (action: Action) => void;
  /** A button with words, where there is room. */
  readonly wide?: boolean;
}

/** What can be done with an invitation. What cannot says why. */
export function Actions({ invitation, authority, onAct, wide = false }: ActionsProps) {
  const { t } = useTexts();
  const label = t("users.actions.of", { email: invitation.email });
  const items = actions.map((action) => {
    const why = obstacle(action, invitation, authority);
    return { id: action, text: t(`users.action.${action}`), ...(why && { disabled: true, disabledReason: t(`users.obstacle.${why}`) }) };
  });
  return (
    <ButtonDropdown variant={wide ? "normal" : "inline-icon"} ariaLabel={label} expandToViewport items={items} onItemClick={({ detail }) => onAct(detail.id as Action)}>
      {wide && t("users.actions")}
    </ButtonDropdown>
  );
}
