import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import { useTexts } from "../texts/index.tsx";

/** An id with a button that copies it. */
export function CopyId({ id }: { readonly id: string }) {
  const { t } = useTexts();
  return <CopyToClipboard variant="inline" textToCopy={id} copyButtonAriaLabel={t("copy.id", { id })} copySuccessText={t("copy.done")} copyErrorText={t("copy.failed")} />;
}
