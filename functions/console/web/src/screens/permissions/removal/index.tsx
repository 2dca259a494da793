import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { me } from "../../../api/queries.ts";
import type { OrganisationWithAccounts, PermissionRow } from "../../../api/shapes.ts";
import type { Authority } from "../../../authority.ts";
import { Dialog } from "../../../parts/dialog.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { personName } from "../../../parts/person-name.ts";
import { useScopeName } from "../../../parts/scope.ts";
import { useTexts } from "../../../texts/index.tsx";
import { preview, useRemoval } from "./calls.ts";
import { useOutcome } from "./outcome.ts";
import { Consequences } from "./consequences.tsx";
import { removable } from "./scopes.ts";

interface RemoveAccessProps {
  readonly row: PermissionRow;
  readonly organisation: OrganisationWithAccounts;
  readonly authority: Authority;
  readonly onClose: (removed: boolean) => void;
}

/** Asks before access is removed, and shows what would go and what would stay. */
export function RemoveAccess({ row, organisation, authority, onClose }: RemoveAccessProps) {
  const { t } = useTexts();
  const scopes = removable(row, authority);
  const [account, setAccount] = useState(scopes[0]);
  const whom = { organisationId: organisation.id, userId: row.user.id, account };
  const consequences = useQuery(preview(whom));
  const { data: person } = useQuery(me);
  const self = person?.user.id === row.user.id;
  const tellOutcome = useOutcome(row, organisation, self);
  const removal = useRemoval(whom, (removed) => {
    onClose(true);
    tellOutcome(removed);
  });
  return (
    <Dialog
      title={t("removal.title", { name: personName(row.user) })}
      act={t("removal.confirm")}
      busy={removal.isPending}
      disabled={!consequences.isSuccess}
      problem={removal.error}
      onClose={() => onClose(false)}
      onAct={removal.mutate}
    >
      {self && <Alert type="warning" header={t("removal.self.title")}>{t("removal.self.detail", { organisation: organisation.name })}</Alert>}
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

/** What is to be removed, where there is a choice. */
function Scopes({ scopes, organisation, chosen, onChoose }: ScopesProps) {
  const { t } = useTexts();
  const scopeName = useScopeName(organisation.id);
  if (scopes.length < 2) return null;
  return (
    <FormField label={t("removal.scope")}>
      <RadioGroup
        value={chosen ?? ""}
        onChange={({ detail }) => onChoose(detail.value || undefined)}
        items={scopes.map((account) => ({
          value: account ?? "",
          label: account ? t("removal.scope.account", { account: scopeName(account) }) : t("removal.scope.whole", { organisation: organisation.name }),
        }))}
      />
    </FormField>
  );
}
