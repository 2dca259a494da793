import Alert from "@cloudscape-design/components/alert";
import { useTexts } from "../texts/index.tsx";

/** Shown for a 403: the user can see the organisation but lacks the role. */
export function NotAllowed() {
  const { t } = useTexts();
  return <Alert type="info" header={t("problem.forbidden.title")}>{t("problem.forbidden.detail")}</Alert>;
}
