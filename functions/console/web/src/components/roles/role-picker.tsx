import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import { useTexts } from "../../texts/index.tsx";
import { RoleBrowser, type RoleBrowserProps } from "./role-browser.tsx";

interface RolePickerProps extends RoleBrowserProps {
  /** The name of the scope at which the roles are granted. */
  readonly scope: string;
  readonly onClose: () => void;
}

/** A dialog with the role browser. */
export function RolePicker({ scope, onClose, ...browsing }: RolePickerProps) {
  const { t } = useTexts();
  return (
    <Modal
      visible
      size="large"
      header={t("roles.picker.title", { scope })}
      closeAriaLabel={t("roles.picker.close")}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>{t("roles.picker.done", { count: browsing.selected.length })}</Button>
        </Box>
      }
    >
      <RoleBrowser {...browsing} />
    </Modal>
  );
}
