import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { places } from "../places.ts";
import { useTexts } from "../texts/index.tsx";
import { Empty } from "./empty.tsx";
import { ScreenLink } from "./link.tsx";
import { Screen } from "./screen.tsx";

/** 404: the API tells what is not there and what is not theirs in the same words, and so does this. */
export function NotFound() {
  const { t } = useTexts();
  return (
    <Screen title={t("problem.not-found.title")}>
      <SpaceBetween size="s">
        <Box variant="p">{t("problem.not-found.detail")}</Box>
        <ScreenLink to={places.home}>{t("state.home")}</ScreenLink>
      </SpaceBetween>
    </Screen>
  );
}

/** The same without a heading, inside a screen that has one. */
export function NothingHere() {
  const { t } = useTexts();
  return <Empty title={t("problem.not-found.title")} detail={t("problem.not-found.detail")} action={<ScreenLink to={places.home}>{t("state.home")}</ScreenLink>} />;
}
