import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { useTexts } from "../../texts/index.tsx";
import { mayDelete, type Part } from "./part.ts";

type Action = "rename" | "delete";

/** An action that the user has chosen for a part. */
export interface ChosenAction {
  readonly action: Action;
  readonly part: Part;
}

interface NodeMenuProps {
  readonly part: Part;
  readonly onChoose: (chosen: ChosenAction) => void;
}

/** What an administrator of the whole organisation may do with it, or with an account of it. */
export function NodeMenu({ part, onChoose }: NodeMenuProps) {
  const { t } = useTexts();
  const actions: readonly Action[] = mayDelete(part) ? ["rename", "delete"] : ["rename"];
  return (
    <ButtonDropdown
      variant="inline-icon"
      ariaLabel={t("structure.actions.label", { name: part.name })}
      expandToViewport
      items={actions.map((action) => ({ id: action, text: t(`structure.action.${action}`) }))}
      onItemClick={({ detail }) => onChoose({ action: detail.id as Action, part })}
    />
  );
}
