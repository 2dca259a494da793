import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { me } from "../../../api/queries.ts";
import type { OrganisationWithAccounts, PermissionRow } from "../../../api/types.ts";
import { Dialog } from "../../../components/dialog.tsx";
import { Loaded } from "../../../components/loaded.tsx";
import { useScopeName } from "../../../hooks/use-scope-name.ts";
import { personName } from "../../../lib/person-name.ts";
import { useTexts } from "../../../texts/index.tsx";
import { Consequences } from "./consequences.tsx";
import { preview, useRemoval } from "./requests.ts";
import { removableScopes } from "./scopes.ts";
import { useRemovalNotice } from "./use-removal-notice.ts";

interface RemoveAccessProps {
  readonly row: PermissionRow;
  readonly organisation: OrganisationWithAccounts;
  readonly onClose: (removed: boolean) => void;
}

/** Confirms the removal of access and shows its consequences. */
export function RemoveAccess({ row, organisation, onClose }: RemoveAccessProps) {
  const { t } = useTexts();
  const scopes = removableScopes(row, organisation);
  const [account, setAccount] = useState(scopes[0]);
  const target = { organisationId: organisation.id, userId: row.user.id, account };
  const consequences = useQuery(preview(target));
  const { data: person } = useQuery(me);
  const self = person?.user.id === row.user.id;
  const showNotice = useRemovalNotice(row, organisation, self);
  const removal = useRemoval(target, (removed) => {
    onClose(true);
    showNotice(removed);
  });
  return (
    <Dialog
      title={t("removeAccess.title", { name: personName(row.user) })}
      confirmText={t("removeAccess.confirm")}
      busy={removal.isPending}
      disabled={!consequences.isSuccess}
      problem={removal.error}
      onClose={() => onClose(false)}
      onConfirm={removal.mutate}
    >
      {self && <Alert type="warning" header={t("removeAccess.self.title")}>{t("removeAccess.self.detail", { organisation: organisation.name })}</Alert>}
      <Scopes scopes={scopes} organisation={organisation} chosen={account} onChoose={setAccount} />
      <Loaded query={consequences}>{(what) => <Consequences {...what} organisationId={organisation.id} />}</Loaded>
    </Dialog>
  );
}

interface ScopesProps {
  readonly scopes: readonly (string | undefined)[];
  readonly organisation: OrganisationWithAccounts;
  readonly chosen: string | undefined;
  readonly onChoose: (account: string | undefined) => void;
}

/** Selects what to remove, if there is a choice. */
function Scopes({ scopes, organisation, chosen, onChoose }: ScopesProps) {
  const { t } = useTexts();
  const scopeName = useScopeName(organisation.id);
  if (scopes.length < 2) return null;
  return (
    <FormField label={t("removeAccess.scope")}>
      <RadioGroup
        value={chosen ?? ""}
        onChange={({ detail }) => onChoose(detail.value || undefined)}
        items={scopes.map((account) => ({
          value: account ?? "",
          label: account ? t("removeAccess.scope.account", { account: scopeName(account) }) : t("removeAccess.scope.whole", { organisation: organisation.name }),
        }))}
      />
    </FormField>
  );
}
