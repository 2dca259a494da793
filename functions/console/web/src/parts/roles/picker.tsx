import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import { useTexts } from "../../texts/index.tsx";
import { RoleBrowser, type RoleBrowserProps } from "./browser.tsx";

interface RolePickerProps extends RoleBrowserProps {
  /** Where the roles are to be given, in words. */
  readonly where: string;
  readonly onClose: () => void;
}

/** The role browser over a form. Shown while it is drawn. */
export function RolePicker({ where, onClose, ...browsing }: RolePickerProps) {
  const { t } = useTexts();
  return (
    <Modal
      visible
      size="large"
      header={t("roles.picker.title", { where })}
      closeAriaLabel={t("roles.picker.close")}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>{t("roles.picker.done", { count: browsing.chosen.length })}</Button>
        </Box>
      }
    >
      <RoleBrowser {...browsing} />
    </Modal>
  );
}
