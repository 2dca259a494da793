import Badge from "@cloudscape-design/components/badge";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { ScreenLink } from "../../components/screen-link.tsx";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import type { InheritedAccess } from "./memberships.ts";

/** The organisations that the user administers through a parent. Long lists are collapsed. */
export function Inherited({ source, role, organisations }: InheritedAccess) {
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
            <ScreenLink to={paths.structure(id)}>{name}</ScreenLink>
            <Badge>{t("me.inherited.badge", { source: source.name })}</Badge>
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}
