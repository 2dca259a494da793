import Badge from "@cloudscape-design/components/badge";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { ScreenLink } from "../../parts/link.tsx";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Governed } from "./holdings.ts";

/** The organisations that are governed through one above them. It may be hundreds: they are shown when asked for. */
export function Inherited({ source, role, organisations }: Governed) {
  const { t } = useTexts();
  return (
    <ExpandableSection
      variant="container"
      defaultExpanded={organisations.length <= 10}
      headerText={t("me.inherited.heading", { source: source.name })}
      headerCounter={`(${organisations.length})`}
      headerDescription={t("me.inherited.description", { role, source: source.name, count: organisations.length })}
    >
      <SpaceBetween size="xs">
        {organisations.map(({ id, name }) => (
          <SpaceBetween key={id} size="xs" direction="horizontal">
            <ScreenLink to={places.structure(id)}>{name}</ScreenLink>
            <Badge>{t("me.inherited.badge", { source: source.name })}</Badge>
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}
