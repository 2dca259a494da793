import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import type { PermissionRow } from "../../api/shapes.ts";
import { held } from "../../held-roles.ts";
import { Administered } from "../../parts/administered.tsx";
import { useElsewhere } from "../../parts/elsewhere.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { personName } from "../../parts/person-name.ts";
import { Screen } from "../../parts/screen.tsx";
import { settled } from "../../parts/settled.ts";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import { permission } from "../permissions/query.ts";
import { RemoveAccess } from "../permissions/removal/index.tsx";
import { begin, type Edit, rebase } from "./edit.ts";
import { Editor } from "./editor.tsx";

/** What one person holds in an organisation, to be changed or taken away. */
export function EditAccess() {
  const { organisationId = "", userId = "" } = useParams();
  // Another person is another form.
  return <OfPerson key={`${organisationId} ${userId}`} organisationId={organisationId} userId={userId} />;
}

function OfPerson({ organisationId, userId }: { readonly organisationId: string; readonly userId: string }) {
  const { t } = useTexts();
  const row = useQuery(permission(organisationId, userId));
  const [edit, setEdit] = useEdit(row.data);
  const [leaving, setLeaving] = useState(false);
  const navigate = useNavigate();
  const { isElsewhere } = useElsewhere();
  const close = (removed: boolean) => {
    setLeaving(false);
    if (removed && !isElsewhere()) void navigate(places.permissions(organisationId), { state: settled });
  };
  const removable = row.data && held(row.data.grants).length > 0;
  return (
    <Screen
      title={t("permission.title")}
      description={row.data && <Person row={row.data} />}
      actions={removable && <Button onClick={() => setLeaving(true)}>{t("permissions.remove")}</Button>}
    >
      <Administered organisationId={organisationId}>
        {(organisation, authority) => (
          <Loaded query={row}>
            {(read) => (
              <>
                {edit && <Editor edit={edit} onEdit={setEdit} onAgain={() => void row.refetch()} organisation={organisation} authority={authority} />}
                {leaving && <RemoveAccess row={read} organisation={organisation} authority={authority} onClose={close} />}
              </>
            )}
          </Loaded>
        )}
      </Administered>
    </Screen>
  );
}

/** What was decided so far. It is kept out here so that it outlives a moment in which the row cannot be read. */
function useEdit(row: PermissionRow | undefined): readonly [Edit | undefined, (edit: Edit) => void] {
  const [edit, setEdit] = useState<Edit>();
  if (row && edit?.base !== row) setEdit(edit ? rebase(edit, row) : begin(row));
  return [edit, setEdit];
}

function Person({ row: { user } }: { readonly row: PermissionRow }) {
  const name = personName(user);
  return name === user.email ? name : `${name} · ${user.email}`;
}
