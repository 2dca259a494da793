import type { Invitation, OrganisationWithAccounts } from "../../api/types.ts";
import { EditDialog } from "./edit-dialog.tsx";
import type { Action } from "./invitation-rules.ts";
import { ResendDialog } from "./resend-dialog.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";

/** An action that the user has chosen for an invitation. */
export interface ChosenAction {
  readonly action: Action;
  readonly invitation: Invitation;
}

interface ActionDialogProps extends ChosenAction {
  readonly organisation: OrganisationWithAccounts;
  readonly onClose: () => void;
}

const dialogs = { resend: ResendDialog, edit: EditDialog, revoke: RevokeDialog };

/** The dialog of the chosen action. */
export function ActionDialog({ action, ...rest }: ActionDialogProps) {
  const Dialog = dialogs[action];
  return <Dialog {...rest} />;
}
