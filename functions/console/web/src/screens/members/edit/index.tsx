import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import type { PermissionRow } from "../../../api/types.ts";
import { AdministeredOrganisation } from "../../../components/administered-organisation.tsx";
import { Loaded } from "../../../components/loaded.tsx";
import { Screen } from "../../../components/screen.tsx";
import { useNavigatedAway } from "../../../hooks/use-navigated-away.ts";
import { nothingToLose } from "../../../lib/navigation-state.ts";
import { paths } from "../../../lib/paths.ts";
import { personName } from "../../../lib/person-name.ts";
import { directAssignments } from "../../../lib/role-assignments.ts";
import { useTexts } from "../../../texts/index.tsx";
import { member } from "../queries.ts";
import { RemoveAccess } from "../remove/index.tsx";
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
  const { hasNavigatedAway } = useNavigatedAway();
  const close = (removed: boolean) => {
    setRemoving(false);
    if (removed && !hasNavigatedAway()) void navigate(paths.members(organisationId), { state: nothingToLose });
  };
  const removableScopes = row.data && directAssignments(row.data.grants).length > 0;
  return (
    <Screen
      title={t("editAccess.title")}
      description={row.data && <Person row={row.data} />}
      actions={removableScopes && <Button onClick={() => setRemoving(true)}>{t("members.remove")}</Button>}
    >
      <AdministeredOrganisation organisationId={organisationId}>
        {(organisation) => (
          <Loaded query={row}>
            {(read) => (
              <>
                {edit && <EditForm edit={edit} onEdit={setEdit} onReload={() => void row.refetch()} organisation={organisation} />}
                {removing && <RemoveAccess row={read} organisation={organisation} onClose={close} />}
              </>
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

function Person({ row: { user } }: { readonly row: PermissionRow }) {
  const name = personName(user);
  return name === user.email ? name : `${name} · ${user.email}`;
}
