import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import type { PermissionRow } from "../../api/types.ts";
import { GrantReasons } from "../../components/grant-reasons.tsx";
import { useRestoredFocus } from "../../lib/focus.ts";
import { personName } from "../../lib/person-name.ts";
import { useTexts } from "../../texts/index.tsx";

interface WhyDialogProps {
  readonly row: PermissionRow;
  readonly organisationId: string;
  readonly onClose: () => void;
}

/** Shows why a member has access, grant by grant. */
export function WhyDialog({ row: { user, grants, suspended }, organisationId, onClose }: WhyDialogProps) {
  const { t } = useTexts();
  useRestoredFocus();
  return (
    <Modal
      visible
      size="large"
      header={t("members.why.title", { name: personName(user) })}
      closeAriaLabel={t("dialog.close")}
      onDismiss={onClose}
      footer={<Box float="right"><Button onClick={onClose}>{t("dialog.close")}</Button></Box>}
    >
      {suspended && <Alert type="info">{t("suspension.note")}</Alert>}
      <GrantReasons grants={grants} suspended={suspended} organisationId={organisationId} />
    </Modal>
  );
}
