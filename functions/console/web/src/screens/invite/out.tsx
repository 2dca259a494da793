import type { Problem } from "../../api/problem.ts";
import { ScreenLink } from "../../parts/link.tsx";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import { wayOut } from "./outcome.ts";

interface OutProps {
  readonly problem: Problem;
  readonly organisationId: string;
  readonly email: string;
}

/** What to do where an address could not be invited. */
export function Out({ problem, organisationId, email }: OutProps) {
  const { t } = useTexts();
  const way = wayOut(problem);
  if (!way) return null;
  if (way === "invitation" && problem.invitationId) return <ScreenLink to={places.invitation(organisationId, problem.invitationId)}>{t("invite.out.invitation", { email })}</ScreenLink>;
  if (way === "permissions") return <ScreenLink to={`${places.permissions(organisationId)}?email=${encodeURIComponent(email)}`}>{t("invite.out.permissions", { email })}</ScreenLink>;
  return t(`invite.out.${way}`);
}
