import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { paths } from "../lib/paths.ts";
import { useTexts } from "../texts/index.tsx";
import { EmptyState } from "./empty-state.tsx";
import { ScreenLink } from "./screen-link.tsx";
import { Screen } from "./screen.tsx";

/** Shown for an unknown path. The text is the same for what does not exist and for what the user cannot see, as in the API. */
export function NotFound() {
  const { t } = useTexts();
  return (
    <Screen title={t("problem.not-found.title")}>
      <SpaceBetween size="s">
        <Box variant="p">{t("problem.not-found.detail")}</Box>
        <ScreenLink to={paths.home}>{t("state.home")}</ScreenLink>
      </SpaceBetween>
    </Screen>
  );
}

/** The same without a heading, inside a screen, for a 404. */
export function NothingHere() {
  const { t } = useTexts();
  return <EmptyState title={t("problem.not-found.title")} detail={t("problem.not-found.detail")} action={<ScreenLink to={paths.home}>{t("state.home")}</ScreenLink>} />;
}
