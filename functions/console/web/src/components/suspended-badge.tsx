import Badge from "@cloudscape-design/components/badge";
import { useTexts } from "../texts/index.tsx";

/** Marks a member, or a role of theirs, that is suspended. */
export function SuspendedBadge() {
  const { t } = useTexts();
  return <Badge color="severity-medium">{t("suspension.status")}</Badge>;
}
