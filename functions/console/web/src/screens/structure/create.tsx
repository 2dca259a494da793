import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SubmitEvent, useState } from "react";
import { useCreation } from "../../api/attempt.ts";
import { ask, client } from "../../api/client.ts";
import { useChanged } from "../../api/queries.ts";
import type { Organisation } from "../../api/shapes.ts";
import { useFlash } from "../../frame/flashes.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { useElsewhere } from "../../parts/elsewhere.ts";
import { regainFocus } from "../../parts/focus.ts";
import { useFollow } from "../../parts/link.tsx";
import { useWrong } from "../../parts/words.tsx";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";

export type Kind = "account" | "organisation";

interface CreateProps {
  readonly kind: Kind;
  /** In or below which it is created. */
  readonly parent: Organisation;
  readonly onClose: () => void;
}

/** Creates an account, or an organisation below another. */
export function Create({ kind, parent, onClose }: CreateProps) {
  const { t } = useTexts();
  const [name, setName] = useState("");
  const [partner, setPartner] = useState(false);
  const [missing, setMissing] = useState(false);
  const creation = useCreated(kind, parent, onClose);
  const submit = (event?: SubmitEvent) => {
    event?.preventDefault();
    if (creation.isPending) return;
    if (name.trim() === "") setMissing(true);
    else creation.mutate({ name: name.trim(), partner });
  };
  const wrong = useWrong(creation.error)("name");
  return (
    <Dialog
      title={t(`structure.create.${kind}`)}
      act={t("structure.create.confirm")}
      busy={creation.isPending}
      problem={wrong ? undefined : creation.error}
      onClose={onClose}
      onAct={() => submit()}
    >
      <form onSubmit={submit}>
        <SpaceBetween size="m">
          <FormField label={t("structure.create.name")} description={t(`structure.create.${kind}.where`, { name: parent.name })} errorText={missing ? t("structure.create.name.missing") : wrong}>
            <Input
              value={name}
              ariaRequired
              onChange={({ detail }) => {
                setName(detail.value);
                setMissing(false);
              }}
            />
          </FormField>
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

/** Creates, says so, and has the tree read again. */
function useCreated(kind: Kind, parent: Organisation, onClose: () => void) {
  const { t } = useTexts();
  const tell = useFlash();
  const changed = useChanged();
  const link = useFollow();
  const { tellProblem } = useElsewhere();
  const path = { organisationId: parent.id };
  const onSuccess = ({ id, name }: Created) => {
    onClose();
    void changed(parent.id).then(regainFocus);
    tell({
      type: "success",
      content: t(`structure.created.${kind}`, { name, parent: parent.name }),
      action: kind === "organisation" && <Button {...link(places.invite(id))}>{t("structure.created.invite")}</Button>,
    });
  };
  return useCreation(async ({ name, partner }: Wanted, key: string): Promise<Created> => {
    const params = { path, header: { "Idempotency-Key": key } };
    return kind === "account"
      ? ask(client.POST("/organisations/{organisationId}/accounts", { params, body: { name } }))
      : ask(client.POST("/organisations/{organisationId}/organisations", { params, body: { name, partner } }));
  }, { onSuccess, onError: tellProblem });
}
