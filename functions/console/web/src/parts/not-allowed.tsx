import Alert from "@cloudscape-design/components/alert";
import type { Problem } from "../api/problem.ts";
import { useTexts } from "../texts/index.tsx";

/** 403: signed in, sees the organisation, and may not. */
export function NotAllowed({ problem }: { readonly problem?: Problem }) {
  const { t } = useTexts();
  return (
    <Alert type="info" header={t("state.notAllowed.title")}>
      {problem?.detail || t("state.notAllowed.detail")}
    </Alert>
  );
}
