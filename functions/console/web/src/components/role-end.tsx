import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import { hasEnded } from "../lib/ends.ts";
import { useTexts } from "../texts/index.tsx";

/** When a role ends, or that it has ended. Nothing for a role that does not end. */
export function RoleEnd({ until }: { readonly until: string | undefined }) {
  const { t, time } = useTexts();
  if (!until) return null;
  return hasEnded(until) ? <Badge>{t("end.past", { at: time(until) })}</Badge> : <Box variant="small">{t("end.until", { at: time(until) })}</Box>;
}
