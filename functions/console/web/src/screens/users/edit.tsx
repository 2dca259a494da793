import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask, client } from "../../api/client.ts";
import type { Problem } from "../../api/problem.ts";
import { catalogue } from "../../api/queries.ts";
import type { Catalogue, Invitation, OrganisationWithAccounts } from "../../api/shapes.ts";
import type { Authority } from "../../authority.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { RoleBrowser } from "../../parts/roles/browser.tsx";
import { ChosenRoles } from "../../parts/roles/chosen.tsx";
import { judgeChosen } from "../../parts/roles/offer.ts";
import { useScopeName } from "../../parts/scope.ts";
import { useWrong } from "../../parts/words.tsx";
import { useTexts } from "../../texts/index.tsx";
import { changes, type Wanted } from "./changes.ts";
import { useDeed } from "./deed.ts";

interface EditProps {
  readonly invitation: Invitation;
  readonly place: OrganisationWithAccounts;
  readonly authority: Authority;
  readonly onClose: () => void;
}

/** Changes what an open invitation offers, and the names that it prefills. */
export function Edit({ invitation, place, authority, onClose }: EditProps) {
  const { t } = useTexts();
  const [wanted, want] = useState<Wanted>(invitation);
  const roles = useQuery(catalogue);
  const path = { organisationId: invitation.organisationId, invitationId: invitation.id };
  const { mutate, isPending, error } = useMutation<Invitation, Problem, Partial<Wanted>>({
    mutationFn: (change) => ask(client.PATCH("/organisations/{organisationId}/invitations/{invitationId}", {
      params: { path }, body: { ...change, roles: change.roles && [...change.roles] },
    })),
    ...useDeed(invitation, t("users.edit.done", { email: invitation.email }), onClose),
  });
  const change = changes(invitation, wanted);
  return (
    <Dialog
      title={t("users.edit.title", { email: invitation.email })}
      act={t("users.edit.save")}
      size="large"
      busy={isPending}
      disabled={!change || wanted.roles.length === 0}
      problem={error}
      onClose={onClose}
      onAct={() => change && mutate(change)}
    >
      <Names wanted={wanted} onChange={want} problem={error} />
      <Loaded query={roles}>
        {(all) => <Roles wanted={wanted} onChange={want} roles={all} place={place} authority={authority} accountId={invitation.accountId} />}
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
  const wrong = useWrong(problem);
  return (
    <Grid gridDefinition={[half, half]}>
      {(["firstName", "lastName"] as const).map((field) => (
        <FormField key={field} label={t(`invite.${field}`)} errorText={wrong(field)} stretch>
          <Input value={wanted[field]} onChange={({ detail }) => onChange({ ...wanted, [field]: detail.value })} />
        </FormField>
      ))}
    </Grid>
  );
}

interface RolesProps extends PartProps {
  readonly roles: Catalogue;
  readonly place: OrganisationWithAccounts;
  readonly authority: Authority;
  readonly accountId: string | undefined;
}

function Roles({ wanted, onChange, roles, place, authority, accountId }: RolesProps) {
  const { t } = useTexts();
  const where = useScopeName(place.id)(accountId);
  const giving = { authority, organisation: place, accountId };
  const remove = (roleId: string) => onChange({ ...wanted, roles: wanted.roles.filter((one) => one !== roleId) });
  return (
    <FormField
      label={t("invite.roles")}
      description={t("users.edit.roles", { where })}
      errorText={wanted.roles.length === 0 && t("invite.roles.none")}
      stretch
    >
      <SpaceBetween size="s">
        <ChosenRoles chosen={judgeChosen(wanted.roles, roles, giving)} where={where} onRemove={remove} />
        <ExpandableSection headerText={t("users.edit.add")}>
          <RoleBrowser catalogue={roles} giving={giving} chosen={wanted.roles} onAdd={({ id }) => onChange({ ...wanted, roles: [...wanted.roles, id] })} onRemove={remove} />
        </ExpandableSection>
      </SpaceBetween>
    </FormField>
  );
}
