import Alert from "@cloudscape-design/components/alert";
import { useTexts } from "../texts/index.tsx";

/** 403: signed in, sees the organisation, and may not. */
export function NotAllowed() {
  const { t } = useTexts();
  return <Alert type="info" header={t("problem.forbidden.title")}>{t("problem.forbidden.detail")}</Alert>;
}
