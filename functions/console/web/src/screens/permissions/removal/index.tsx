import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { me } from "../../../api/queries.ts";
import type { OrganisationWithAccounts, PermissionRow } from "../../../api/shapes.ts";
import type { Authority } from "../../../authority.ts";
import { Failed } from "../../../parts/failed.tsx";
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
  const removal = useRemoval(whom);
  const { data: person } = useQuery(me);
  const self = person?.user.id === row.user.id;
  const tellOutcome = useOutcome(row, organisation, self);
  const cancel = () => onClose(false);
  const remove = () =>
    removal.mutate(undefined, {
      onSuccess: (removed) => {
        onClose(true);
        tellOutcome(removed);
      },
    });
  return (
    <Modal
      visible
      size="medium"
      header={t("removal.title", { name: personName(row.user) })}
      closeAriaLabel={t("removal.cancel")}
      onDismiss={cancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={cancel}>{t("removal.cancel")}</Button>
            <Button variant="primary" loading={removal.isPending} disabled={!consequences.isSuccess} onClick={remove}>{t("removal.confirm")}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {self && <Alert type="warning" header={t("removal.self.title")}>{t("removal.self.detail", { organisation: organisation.name })}</Alert>}
        <Scopes scopes={scopes} organisation={organisation} chosen={account} onChoose={setAccount} />
        <Loaded query={consequences}>{(what) => <Consequences {...what} organisationId={organisation.id} />}</Loaded>
        {removal.error && <Failed problem={removal.error} />}
      </SpaceBetween>
    </Modal>
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
