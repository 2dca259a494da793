// Browses the role catalogue in three tabs (recommended, by category, all) with one search
// for all of them.

import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import type { Catalogue, Role } from "../../api/types.ts";
import { useTexts } from "../../texts/index.tsx";
import { EmptyState } from "../empty-state.tsx";
import { RoleList } from "./role-list.tsx";
import { catalogueSections, type CategorySection, countUnavailable, type GrantContext, type RoleOptions } from "./role-options.ts";

export interface RoleBrowserProps {
  readonly catalogue: Catalogue;
  readonly context: GrantContext;
  /** The ids of the selected roles. */
  readonly selected: readonly string[];
  readonly onAdd: (role: Role) => void;
  readonly onRemove: (roleId: string) => void;
}

export function RoleBrowser({ catalogue, context, ...choosing }: RoleBrowserProps) {
  const { t } = useTexts();
  const [search, setSearch] = useState("");
  const [everything, showEverything] = useState(false);
  const { recommended, byCategory, all } = catalogueSections(catalogue, context, search);
  const shown = (options: RoleOptions) => (everything ? [...options.available, ...options.unavailable] : options.available);
  const listed = (label: string, options: RoleOptions) => <Listed label={label} roles={shown(options)} {...choosing} />;
  const categories = byCategory.filter(({ options }) => shown(options).length > 0);
  return (
    <SpaceBetween size="s">
      <Input
        type="search"
        value={search}
        onChange={({ detail }) => setSearch(detail.value)}
        placeholder={t("roles.search")}
        ariaLabel={t("roles.search")}
        clearAriaLabel={t("roles.search.clear")}
      />
      <Tabs
        ariaLabel={t("roles.tabs")}
        tabs={[
          { id: "recommended", label: t("roles.recommended", { count: shown(recommended).length }), content: listed(t("roles.list.recommended"), recommended) },
          { id: "category", label: t("roles.byCategory", { count: categories.length }), content: <Categories sections={categories} searching={search !== ""} listed={listed} /> },
          { id: "all", label: t("roles.all", { count: shown(all).length }), content: listed(t("roles.list.all"), all) },
        ]}
      />
      {all.unavailable.length > 0 && (
        <div>
          <Toggle checked={everything} onChange={({ detail }) => showEverything(detail.checked)}>{t("roles.hidden.show", { count: all.unavailable.length })}</Toggle>
          <Hidden options={all} />
        </div>
      )}
    </SpaceBetween>
  );
}

function Listed(props: Parameters<typeof RoleList>[0]) {
  const { t } = useTexts();
  if (props.roles.length === 0) return <EmptyState title={t("roles.noMatch.title")} detail={t("roles.noMatch.detail")} />;
  return <RoleList {...props} />;
}

interface CategoriesProps {
  readonly sections: readonly CategorySection[];
  readonly searching: boolean;
  readonly listed: (label: string, options: RoleOptions) => React.ReactNode;
}

// All categories are expanded during a search, so that no match is hidden.
function Categories({ sections, searching, listed }: CategoriesProps) {
  const { t } = useTexts();
  const [open, setOpen] = useState<readonly string[]>([]);
  if (sections.length === 0) return <EmptyState title={t("roles.noMatch.title")} detail={t("roles.noMatch.detail")} />;
  const toggle = (name: string, expanded: boolean) => setOpen((before) => (expanded ? [...before, name] : before.filter((one) => one !== name)));
  return sections.map(({ name, options }) => (
    <ExpandableSection
      key={name}
      headerText={t("roles.category", { name, count: options.available.length })}
      expanded={searching || open.includes(name)}
      onChange={({ detail }) => toggle(name, detail.expanded)}
    >
      {listed(t("roles.list.category", { name }), options)}
    </ExpandableSection>
  ));
}

function Hidden({ options }: { readonly options: RoleOptions }) {
  const { t } = useTexts();
  const { "wrong-scope": wrongScope, "above-authority": aboveAuthority } = countUnavailable(options.unavailable);
  return (
    <Box variant="small">
      {wrongScope > 0 && t("roles.hidden.wrong-scope", { count: wrongScope })} {aboveAuthority > 0 && t("roles.hidden.above-authority", { count: aboveAuthority })}
    </Box>
  );
}
