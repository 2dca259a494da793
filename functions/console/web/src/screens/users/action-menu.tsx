import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import type { Invitation } from "../../api/types.ts";
import { useTexts } from "../../texts/index.tsx";
import { type Action, actionsOf, unavailableReason } from "./invitation-rules.ts";

interface ActionMenuProps {
  readonly invitation: Invitation;
  readonly onAct: (action: Action) => void;
  /** Whether to show a button with a label instead of an icon. */
  readonly wide?: boolean;
}

/** The actions of an invitation. Unavailable ones show the reason. */
export function ActionMenu({ invitation, onAct, wide = false }: ActionMenuProps) {
  const { t } = useTexts();
  const label = t("users.actions.label", { email: invitation.email });
  const items = actionsOf(invitation).map((action) => {
    const why = unavailableReason(action, invitation);
    return { id: action, text: t(`users.action.${action}`), ...(why && { disabled: true, disabledReason: t(`users.unavailable.${why}`) }) };
  });
  return (
    <ButtonDropdown variant={wide ? "normal" : "inline-icon"} ariaLabel={label} expandToViewport items={items} onItemClick={({ detail }) => onAct(detail.id as Action)}>
      {wide && t("users.actions")}
    </ButtonDropdown>
  );
}
