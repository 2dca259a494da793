import type { Invitation, OrganisationWithAccounts } from "../../api/types.ts";
import { AddressDialog } from "./address-dialog.tsx";
import { ConfirmRequestDialog, DeclineRequestDialog } from "./answer-request-dialog.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import type { Action, RequestAnswer } from "./invitation-rules.ts";
import { ResendDialog } from "./resend-dialog.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { TakeOverDialog } from "./take-over-dialog.tsx";

/** An action that the user has chosen for an invitation. */
export interface ChosenAction {
  readonly action: Action | RequestAnswer;
  readonly invitation: Invitation;
  /** The version that the user was shown. Lists do not have it. */
  readonly version?: string;
}

interface ActionDialogProps extends ChosenAction {
  readonly organisation: OrganisationWithAccounts;
  readonly onClose: () => void;
}

const dialogs = { "take-over": TakeOverDialog, resend: ResendDialog, edit: EditDialog, address: AddressDialog, revoke: RevokeDialog, "confirm-request": ConfirmRequestDialog, "decline-request": DeclineRequestDialog };

/** The dialog of the chosen action. */
export function ActionDialog({ action, ...rest }: ActionDialogProps) {
  const Dialog = dialogs[action];
  return <Dialog {...rest} />;
}
