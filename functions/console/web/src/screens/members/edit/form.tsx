import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSearchParams } from "react-router";
import type { OrganisationWithAccounts } from "../../../api/types.ts";
import { LeaveGuard } from "../../../components/leave-guard.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { ScreenLink } from "../../../components/screen-link.tsx";
import { useScreenLink } from "../../../hooks/use-screen-link.ts";
import { listOfMembers } from "../../../lib/list-address.ts";
import { nothingToLose } from "../../../lib/navigation-state.ts";
import { paths } from "../../../lib/paths.ts";
import { directAssignments } from "../../../lib/role-assignments.ts";
import { Text, useTexts } from "../../../texts/index.tsx";
import { Conflict } from "./conflict.tsx";
import { DirectRoles } from "./direct-roles.tsx";
import { startEdit, type Edit, isChanged } from "./edit.ts";
import { InheritedRoles } from "./inherited-roles.tsx";
import { isOutdated, useSave } from "./use-save.ts";

interface EditFormProps {
  readonly edit: Edit;
  readonly onEdit: (edit: Edit) => void;
  /** Reads the row again. */
  readonly onReload: () => void;
  readonly organisation: OrganisationWithAccounts;
}

/** The direct roles as a form, followed by the inherited roles. */
export function EditForm({ edit, onEdit, onReload, organisation }: EditFormProps) {
  const save = useSave(organisation.id, onReload);
  const inherited = edit.base.grants.filter(({ inheritedFrom }) => inheritedFrom);
  const change = (next: Edit) => {
    if (save.isPending) return;
    save.reset();
    onEdit(next);
  };
  const problem = save.error && !isOutdated(save.error.kind) ? save.error : undefined;
  const retryProps = problem?.retryable ? { onRetry: () => save.mutate(edit), busy: save.isPending } : {};
  return (
    <Form actions={directAssignments(edit.base.grants).length > 0 && <Actions edit={edit} organisationId={organisation.id} saving={save.isPending} onSave={() => save.mutate(edit)} />}>
      <LeaveGuard active={isChanged(edit)} harmless={({ state }) => save.isPending || state === nothingToLose} />
      <SpaceBetween size="l">
        {edit.conflict && <Conflict edit={edit} conflict={edit.conflict} organisationId={organisation.id} onDiscard={() => change(startEdit(edit.base))} />}
        {directAssignments(edit.base.grants).length > 0 ? (
          <DirectRoles edit={edit} onEdit={change} organisation={organisation} busy={save.isPending} alert={problem && <ProblemAlert problem={problem} {...retryProps} />} />
        ) : (
          <OnlyInherited organisationId={organisation.id} />
        )}
        {inherited.length > 0 && <InheritedRoles grants={inherited} userId={edit.base.user.id} />}
      </SpaceBetween>
    </Form>
  );
}

function OnlyInherited({ organisationId }: { readonly organisationId: string }) {
  return (
    <Alert type="info">
      <Text id="editAccess.inherited.only" values={{ invite: (chunks) => <ScreenLink key="invite" to={paths.invite(organisationId)}>{chunks}</ScreenLink> }} />
    </Alert>
  );
}

interface ActionsProps {
  readonly edit: Edit;
  readonly organisationId: string;
  readonly saving: boolean;
  readonly onSave: () => void;
}

function Actions({ edit, organisationId, saving, onSave }: ActionsProps) {
  const { t } = useTexts();
  const link = useScreenLink();
  const [query] = useSearchParams();
  const unavailableReason = edit.wanted.length === 0 ? "editAccess.save.empty" : !isChanged(edit) && "editAccess.save.unchanged";
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" disabled={saving} {...link(listOfMembers(organisationId, query))}>{t("editAccess.cancel")}</Button>
      <Button variant="primary" loading={saving} onClick={onSave} disabled={unavailableReason !== false} disabledReason={unavailableReason ? t(unavailableReason) : ""}>
        {t("editAccess.save")}
      </Button>
    </SpaceBetween>
  );
}
