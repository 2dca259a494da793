import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { client, unwrap } from "../../api/client.ts";
import type { Problem } from "../../api/problem.ts";
import { useCatalogue } from "../../api/queries.ts";
import type { Catalogue, Invitation, OrganisationWithAccounts } from "../../api/types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { useFieldError } from "../../components/problem-text.tsx";
import { RoleBrowser } from "../../components/roles/role-browser.tsx";
import { checkSelected } from "../../components/roles/role-options.ts";
import { SelectedRoles } from "../../components/roles/selected-roles.tsx";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { useTexts } from "../../texts/index.tsx";
import { type Change, changes, type Wanted } from "./changes.ts";
import { useInvitationAction } from "./use-invitation-action.ts";

interface EditDialogProps {
  readonly invitation: Invitation;
  readonly organisation: OrganisationWithAccounts;
  readonly onClose: () => void;
}

/** Updates the roles and names of a pending invitation. */
export function EditDialog({ invitation, organisation, onClose }: EditDialogProps) {
  const { t } = useTexts();
  const [wanted, want] = useState<Wanted>(invitation);
  const roles = useCatalogue();
  const path = { organisationId: invitation.organisationId, invitationId: invitation.id };
  const { mutate, isPending, error } = useMutation<Invitation, Problem, Change>({
    mutationFn: (change) => unwrap(client.PATCH("/organisations/{organisationId}/invitations/{invitationId}", {
      params: { path }, body: change,
    })),
    ...useInvitationAction(invitation, t("users.edit.done", { email: invitation.email }), onClose),
  });
  const change = changes(invitation, wanted);
  return (
    <Dialog
      title={t("users.edit.title", { email: invitation.email })}
      confirmText={t("users.edit.save")}
      size="large"
      busy={isPending}
      disabled={!change || wanted.roles.length === 0}
      problem={error}
      onClose={onClose}
      onConfirm={() => change && mutate(change)}
    >
      <Names wanted={wanted} onChange={want} problem={error} />
      <Loaded query={roles}>
        {(all) => <Roles wanted={wanted} onChange={want} roles={all} organisation={organisation} invitation={invitation} />}
      </Loaded>
    </Dialog>
  );
}

interface PartProps {
  readonly wanted: Wanted;
  readonly onChange: (wanted: Wanted) => void;
}

function Names({ wanted, onChange, problem }: PartProps & { readonly problem: Problem | null }) {
  const { t } = useTexts();
  const half = { colspan: { default: 12, xs: 6 } };
  const fieldError = useFieldError(problem);
  return (
    <Grid gridDefinition={[half, half]}>
      {(["firstName", "lastName"] as const).map((field) => (
        <FormField key={field} label={t(`invite.${field}`)} errorText={fieldError(field)} stretch>
          <Input value={wanted[field]} onChange={({ detail }) => onChange({ ...wanted, [field]: detail.value })} />
        </FormField>
      ))}
    </Grid>
  );
}

interface RolesProps extends PartProps {
  readonly roles: Catalogue;
  readonly organisation: OrganisationWithAccounts;
  readonly invitation: Invitation;
}

function Roles({ wanted, onChange, roles, organisation, invitation: { accountId } }: RolesProps) {
  const { t } = useTexts();
  const scope = useScopeName(organisation.id)(accountId);
  const context = { organisation, accountId };
  const { until: ends = {} } = wanted;
  const remove = (roleId: string) => onChange({ ...wanted, roles: wanted.roles.filter((one) => one !== roleId) });
  return (
    <FormField
      label={t("invite.roles")}
      description={t("users.edit.roles", { scope })}
      errorText={wanted.roles.length === 0 && t("invite.roles.missing")}
      stretch
    >
      <SpaceBetween size="s">
        <SelectedRoles selected={checkSelected(wanted.roles, roles, context)} ends={ends} scope={scope} onRemove={remove} onEnd={(role, until) => onChange({ ...wanted, until: { ...ends, [role]: until } })} />
        <ExpandableSection headerText={t("roles.addRoles")}>
          <RoleBrowser catalogue={roles} context={context} selected={wanted.roles} onAdd={({ id }) => onChange({ ...wanted, roles: [...wanted.roles, id] })} onRemove={remove} />
        </ExpandableSection>
      </SpaceBetween>
    </FormField>
  );
}
