import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SubmitEvent, useState } from "react";
import { client, unwrap } from "../../api/client.ts";
import { useIdempotentMutation } from "../../api/idempotency.ts";
import { useWriteResults } from "../../api/write-results.ts";
import type { Organisation } from "../../api/types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { useNotify } from "../../components/notifications.tsx";
import { useFieldError } from "../../components/problem-text.tsx";
import { useNavigatedAway } from "../../hooks/use-navigated-away.ts";
import { useScreenLink } from "../../hooks/use-screen-link.ts";
import { restoreFocus } from "../../lib/focus.ts";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import { NameField } from "./name-field.tsx";

export type Kind = "account" | "organisation";

interface CreateDialogProps {
  readonly kind: Kind;
  /** The organisation in which or below which it is created. */
  readonly parent: Organisation;
  readonly onClose: () => void;
}

/** Creates an account, or an organisation below another. */
export function CreateDialog({ kind, parent, onClose }: CreateDialogProps) {
  const { t } = useTexts();
  const [name, setName] = useState("");
  const [partner, setPartner] = useState(false);
  const [missing, setMissing] = useState(false);
  const creation = useCreate(kind, parent, onClose);
  const submit = (event?: SubmitEvent) => {
    event?.preventDefault();
    if (creation.isPending) return;
    if (name.trim() === "") setMissing(true);
    else creation.mutate({ name: name.trim(), partner });
  };
  const fieldError = useFieldError(creation.error)("name");
  return (
    <Dialog
      title={t(`structure.create.${kind}`)}
      confirmText={t("structure.create.confirm")}
      busy={creation.isPending}
      problem={fieldError ? undefined : creation.error}
      onClose={onClose}
      onConfirm={() => submit()}
    >
      <form onSubmit={submit}>
        <SpaceBetween size="m">
          <NameField
            value={name}
            description={t(`structure.create.${kind}.description`, { name: parent.name })}
            missing={missing}
            error={fieldError}
            onChange={(value) => {
              setName(value);
              setMissing(false);
            }}
          />
          {kind === "organisation" && (
            <Checkbox checked={partner} onChange={({ detail }) => setPartner(detail.checked)} description={t("structure.create.partner.detail")}>
              {t("structure.create.partner")}
            </Checkbox>
          )}
        </SpaceBetween>
      </form>
    </Dialog>
  );
}

interface Created {
  readonly id: string;
  readonly name: string;
}

interface Wanted {
  readonly name: string;
  readonly partner: boolean;
}

/** Returns a mutation that creates it, shows a notification and refreshes the tree. */
function useCreate(kind: Kind, parent: Organisation, onClose: () => void) {
  const { t } = useTexts();
  const notify = useNotify();
  const results = useWriteResults();
  const link = useScreenLink();
  const { notifyProblem } = useNavigatedAway();
  const path = { organisationId: parent.id };
  const onSuccess = ({ id, name }: Created) => {
    onClose();
    void results.refresh(parent.id).then(restoreFocus);
    notify({
      type: "success",
      content: t(`structure.created.${kind}`, { name, parent: parent.name }),
      action: kind === "organisation" && <Button {...link(paths.invite(id))}>{t("structure.created.invite")}</Button>,
    });
  };
  return useIdempotentMutation(async ({ name, partner }: Wanted, key: string): Promise<Created> => {
    const params = { path, header: { "Idempotency-Key": key } };
    return kind === "account"
      ? unwrap(client.POST("/organisations/{organisationId}/accounts", { params, body: { name } }))
      : unwrap(client.POST("/organisations/{organisationId}/organisations", { params, body: { name, partner } }));
  }, { onSuccess, onError: notifyProblem });
}
