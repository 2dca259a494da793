import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { OrganisationWithAccounts } from "../../api/shapes.ts";
import type { Authority } from "../../authority.ts";
import { held } from "../../held-roles.ts";
import { LeaveGuard } from "../../parts/leave-guard.tsx";
import { Failed } from "../../parts/failed.tsx";
import { ScreenLink, useFollow } from "../../parts/link.tsx";
import { settled } from "../../parts/settled.ts";
import { places } from "../../places.ts";
import { Text, useTexts } from "../../texts/index.tsx";
import { Direct } from "./direct.tsx";
import { begin, type Edit, isChanged } from "./edit.ts";
import { Inherited } from "./inherited.tsx";
import { Meanwhile } from "./meanwhile.tsx";
import { isOutdated, useSave } from "./save.ts";

interface EditorProps {
  readonly edit: Edit;
  readonly onEdit: (edit: Edit) => void;
  /** Reads the row again. */
  readonly onAgain: () => void;
  readonly organisation: OrganisationWithAccounts;
  readonly authority: Authority;
}

/** The direct roles as a form, and the inherited ones beside them. */
export function Editor({ edit, onEdit, onAgain, organisation, authority }: EditorProps) {
  const save = useSave(organisation.id, onAgain);
  const inherited = edit.base.grants.filter(({ inheritedFrom }) => inheritedFrom);
  const decide = (next: Edit) => {
    if (save.isPending) return;
    save.reset();
    onEdit(next);
  };
  const problem = save.error && !isOutdated(save.error.kind) ? save.error : undefined;
  const again = problem?.passing ? { again: () => save.mutate(edit), busy: save.isPending } : {};
  return (
    <Form actions={held(edit.base.grants).length > 0 && <Actions edit={edit} organisationId={organisation.id} saving={save.isPending} onSave={() => save.mutate(edit)} />}>
      <LeaveGuard active={isChanged(edit)} harmless={({ state }) => save.isPending || state === settled} />
      <SpaceBetween size="l">
        {edit.meanwhile && <Meanwhile edit={edit} meanwhile={edit.meanwhile} organisationId={organisation.id} onDiscard={() => decide(begin(edit.base))} />}
        {held(edit.base.grants).length > 0 ? (
          <Direct edit={edit} onEdit={decide} organisation={organisation} authority={authority} busy={save.isPending} trouble={problem && <Failed problem={problem} {...again} />} />
        ) : (
          <OnlyInherited organisationId={organisation.id} />
        )}
        {inherited.length > 0 && <Inherited grants={inherited} userId={edit.base.user.id} />}
      </SpaceBetween>
    </Form>
  );
}

function OnlyInherited({ organisationId }: { readonly organisationId: string }) {
  return (
    <Alert type="info">
      <Text id="permission.inherited.only" values={{ invite: (chunks) => <ScreenLink key="invite" to={places.invite(organisationId)}>{chunks}</ScreenLink> }} />
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
  const link = useFollow();
  const hindrance = edit.wanted.length === 0 ? "permission.save.nothing" : !isChanged(edit) && "permission.save.unchanged";
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" disabled={saving} {...link(places.permissions(organisationId))}>{t("permission.cancel")}</Button>
      <Button variant="primary" loading={saving} onClick={onSave} disabled={hindrance !== false} disabledReason={hindrance ? t(hindrance) : ""}>
        {t("permission.save")}
      </Button>
    </SpaceBetween>
  );
}
