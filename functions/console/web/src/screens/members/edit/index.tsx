import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { me, organisation as organisationQuery } from "../../../api/queries.ts";
import type { PermissionRow } from "../../../api/types.ts";
import { AdministeredOrganisation } from "../../../components/administered-organisation.tsx";
import { CopyId } from "../../../components/copy-id.tsx";
import { DestructiveButton } from "../../../components/destructive-button.tsx";
import { Loaded } from "../../../components/loaded.tsx";
import { Screen } from "../../../components/screen.tsx";
import { useNavigatedAway } from "../../../hooks/use-navigated-away.ts";
import { listOfMembers } from "../../../lib/list-address.ts";
import { nothingToLose } from "../../../lib/navigation-state.ts";
import { personName } from "../../../lib/person-name.ts";
import { directAssignments } from "../../../lib/role-assignments.ts";
import { useTexts } from "../../../texts/index.tsx";
import { member } from "../queries.ts";
import { Suspend } from "../suspend.tsx";
import { maySuspend } from "../suspension-rules.ts";
import { RemoveAccess } from "../remove/index.tsx";
import { unremovableReason } from "../remove/scopes.ts";
import { startEdit, type Edit, rebase } from "./edit.ts";
import { EditForm } from "./form.tsx";

/** The access of one person in an organisation, to edit or remove. */
export function EditAccess() {
  const { organisationId = "", userId = "" } = useParams();
  // The key resets the form for another person.
  return <MemberAccess key={`${organisationId} ${userId}`} organisationId={organisationId} userId={userId} />;
}

function MemberAccess({ organisationId, userId }: { readonly organisationId: string; readonly userId: string }) {
  const { t } = useTexts();
  const row = useQuery(member(organisationId, userId));
  const [edit, setEdit] = useEdit(row.data);
  const [removing, setRemoving] = useState(false);
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const { hasNavigatedAway } = useNavigatedAway();
  const close = async (removed: boolean) => {
    setRemoving(false);
    if (removed && !hasNavigatedAway()) await navigate(listOfMembers(organisationId, query), { state: nothingToLose });
  };
  const direct = row.data && directAssignments(row.data.grants).length > 0;
  const { data: organisation } = useQuery(organisationQuery(organisationId));
  const { data: person } = useQuery(me);
  const suspendable = row.data && organisation && person && maySuspend(row.data, organisation, person.user.id);
  const unremovable = row.data && organisation && unremovableReason(row.data, organisation);
  const title = row.data ? t(direct ? "members.edit.label" : "members.view.label", { name: personName(row.data.user) }) : t("editAccess.title");
  return (
    <Screen
      title={title}
      description={row.data && <Identity row={row.data} />}
      actions={direct && (
        <SpaceBetween direction="horizontal" size="xs">
          {suspendable && <Suspend row={row.data} organisationId={organisationId} onDone={() => void row.refetch()} />}
          <DestructiveButton disabled={unremovable !== undefined} disabledReason={unremovable && t(`members.remove.${unremovable}`)} onClick={() => setRemoving(true)}>{t("members.remove")}</DestructiveButton>
        </SpaceBetween>
      )}
    >
      <AdministeredOrganisation organisationId={organisationId}>
        {(organisation) => (
          <Loaded query={row}>
            {(read) => (
              <SpaceBetween size="l">
                {read.suspended && <Alert type="info">{t("suspension.note")}</Alert>}
                {edit && <EditForm edit={edit} onEdit={setEdit} onReload={() => void row.refetch()} organisation={organisation} />}
                {removing && <RemoveAccess row={read} organisation={organisation} onClose={close} />}
              </SpaceBetween>
            )}
          </Loaded>
        )}
      </AdministeredOrganisation>
    </Screen>
  );
}

/** Holds the edit. It lives outside Loaded, so that it survives a failed refresh of the row. */
function useEdit(row: PermissionRow | undefined): readonly [Edit | undefined, (edit: Edit) => void] {
  const [edit, setEdit] = useState<Edit>();
  if (row && edit?.base !== row) setEdit(edit ? rebase(edit, row) : startEdit(row));
  return [edit, setEdit];
}

/** The address, if it is not in the heading already, and the id. */
function Identity({ row: { user } }: { readonly row: PermissionRow }) {
  return <>{personName(user) !== user.email && user.email} <CopyId id={user.id} /></>;
}
