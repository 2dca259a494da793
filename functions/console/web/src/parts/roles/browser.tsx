// Choosing roles from the catalogue: what is recommended, what there is by category,
// and everything, with one search over all three.

import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import type { Catalogue, Role } from "../../api/shapes.ts";
import { useTexts } from "../../texts/index.tsx";
import { Empty } from "../empty.tsx";
import { type Giving, hidden, type Offer, type Shelf, shelves } from "./offer.ts";
import { RoleList } from "./role-list.tsx";

export interface RoleBrowserProps {
  readonly catalogue: Catalogue;
  readonly giving: Giving;
  /** The ids of the roles that are chosen. */
  readonly chosen: readonly string[];
  readonly onAdd: (role: Role) => void;
  readonly onRemove: (roleId: string) => void;
}

export function RoleBrowser({ catalogue, giving, ...choosing }: RoleBrowserProps) {
  const { t } = useTexts();
  const [search, setSearch] = useState("");
  const [everything, showEverything] = useState(false);
  const { recommended, byCategory, all } = shelves(catalogue, giving, search);
  const shown = (offer: Offer) => (everything ? [...offer.open, ...offer.closed] : offer.open);
  const listed = (label: string, offer: Offer) => <Listed label={label} roles={shown(offer)} {...choosing} />;
  const categories = byCategory.filter(({ offer }) => shown(offer).length > 0);
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
          { id: "category", label: t("roles.byCategory", { count: categories.length }), content: <Categories shelves={categories} searching={search !== ""} listed={listed} /> },
          { id: "all", label: t("roles.all", { count: shown(all).length }), content: listed(t("roles.list.all"), all) },
        ]}
      />
      {all.closed.length > 0 && (
        <div>
          <Toggle checked={everything} onChange={({ detail }) => showEverything(detail.checked)}>{t("roles.hidden.show", { count: all.closed.length })}</Toggle>
          <Hidden offer={all} />
        </div>
      )}
    </SpaceBetween>
  );
}

function Listed(props: Parameters<typeof RoleList>[0]) {
  const { t } = useTexts();
  if (props.roles.length === 0) return <Empty title={t("roles.none.title")} detail={t("roles.none.detail")} />;
  return <RoleList {...props} />;
}

interface CategoriesProps {
  readonly shelves: readonly Shelf[];
  readonly searching: boolean;
  readonly listed: (label: string, offer: Offer) => React.ReactNode;
}

// While searching, all are open: what matched must not be hidden in a closed one.
function Categories({ shelves, searching, listed }: CategoriesProps) {
  const { t } = useTexts();
  const [open, setOpen] = useState<readonly string[]>([]);
  if (shelves.length === 0) return <Empty title={t("roles.none.title")} detail={t("roles.none.detail")} />;
  const toggle = (name: string, expanded: boolean) => setOpen((before) => (expanded ? [...before, name] : before.filter((one) => one !== name)));
  return shelves.map(({ name, offer }) => (
    <ExpandableSection
      key={name}
      headerText={t("roles.category", { name, count: offer.open.length })}
      expanded={searching || open.includes(name)}
      onChange={({ detail }) => toggle(name, detail.expanded)}
    >
      {listed(t("roles.list.category", { name }), offer)}
    </ExpandableSection>
  ));
}

function Hidden({ offer }: { readonly offer: Offer }) {
  const { t } = useTexts();
  const { "not-here": here, "above-you": above } = hidden(offer.closed);
  return (
    <Box variant="small">
      {here > 0 && t("roles.hidden.not-here", { count: here })} {above > 0 && t("roles.hidden.above-you", { count: above })}
    </Box>
  );
}
