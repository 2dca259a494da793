import type { Invitation, OrganisationWithAccounts } from "../../api/shapes.ts";
import type { Authority } from "../../authority.ts";
import { Edit } from "./edit.tsx";
import type { Action } from "./invitations.ts";
import { Resend } from "./resend.tsx";
import { Revoke } from "./revoke.tsx";

/** An action that was chosen for an invitation. */
export interface Acting {
  readonly action: Action;
  readonly invitation: Invitation;
}

interface ActProps extends Acting {
  readonly place: OrganisationWithAccounts;
  readonly authority: Authority;
  readonly onClose: () => void;
}

const dialogs = { resend: Resend, edit: Edit, revoke: Revoke };

/** The dialog of an action. */
export function Act({ action, ...rest }: ActProps) {
  const Chosen = dialogs[action];
  return <Chosen {...rest} />;
}
