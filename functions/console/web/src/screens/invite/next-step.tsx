import type { Problem } from "../../api/problem.ts";
import { ScreenLink } from "../../components/screen-link.tsx";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import { nextStep } from "./result.ts";

interface NextStepProps {
  readonly problem: Problem;
  readonly organisationId: string;
  readonly email: string;
}

/** Suggests what to do about an address that could not be invited. */
export function NextStep({ problem, organisationId, email }: NextStepProps) {
  const { t } = useTexts();
  const step = nextStep(problem);
  if (!step) return null;
  if (step === "invitation" && problem.invitationId) return <ScreenLink to={paths.invitation(organisationId, problem.invitationId)}>{t("invite.nextStep.invitation", { email })}</ScreenLink>;
  if (step === "access") return <ScreenLink to={`${paths.members(organisationId)}?search=${encodeURIComponent(email)}`}>{t("invite.nextStep.access", { email })}</ScreenLink>;
  return t(`invite.nextStep.${step}`);
}
