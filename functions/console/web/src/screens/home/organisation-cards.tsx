import { useCollection } from "@cloudscape-design/collection-hooks";
import Button from "@cloudscape-design/components/button";
import Cards, { type CardsProps } from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import TextFilter from "@cloudscape-design/components/text-filter";
import type { Organisation } from "../../api/types.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ScreenLink } from "../../components/screen-link.tsx";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";

/** An organisation with what its card shows. */
export interface OrganisationCard extends Organisation {
  /** The name of the parent organisation, if it is visible. */
  readonly parent?: string;
  /** The names of the user's direct roles. */
  readonly roles: readonly string[];
  /** Whether the user may invite people to any scope of it. */
  readonly administers: boolean;
}

interface OrganisationCardsProps {
  readonly all: readonly OrganisationCard[];
  readonly selected: OrganisationCard | undefined;
  readonly onSelect: (organisation: OrganisationCard) => void;
}

export function OrganisationCards({ all, selected, onSelect }: OrganisationCardsProps) {
  const { t } = useTexts();
  const { items, actions, filterProps, filteredItemsCount, paginationProps } = useCollection(all, {
    filtering: { fields: ["name", "parent"] },
    pagination: { pageSize: 24 },
  });
  const many = all.length > 6;
  return (
    <Cards
      items={items}
      trackBy="id"
      header={<Header variant="h2" counter={`(${all.length})`}>{t("home.heading")}</Header>}
      filter={many && <TextFilter {...filterProps} filteringPlaceholder={t("home.search")} filteringAriaLabel={t("home.search")} countText={t("home.matches", { count: filteredItemsCount })} />}
      pagination={many && <Pagination {...paginationProps} />}
      empty={all.length === 0 ? <EmptyState title={t("home.empty.title")} detail={t("home.empty.detail")} /> : <NoMatch onClear={() => actions.setFiltering("")} />}
      cardsPerRow={[{ cards: 1 }, { minWidth: 560, cards: 2 }, { minWidth: 1100, cards: 3 }]}
      cardDefinition={useCard()}
      {...(all.some(({ administers }) => administers) && {
        selectionType: "single",
        selectedItems: selected ? [selected] : [],
        isItemDisabled: ({ administers }: OrganisationCard) => !administers,
        onSelectionChange: ({ detail }: { detail: CardsProps.SelectionChangeDetail<OrganisationCard> }) => detail.selectedItems[0] && onSelect(detail.selectedItems[0]),
        ariaLabels: { selectionGroupLabel: t("home.selection"), itemSelectionLabel: (_: unknown, { name }: OrganisationCard) => t("home.select", { name }) },
      })}
    />
  );
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  const { t } = useTexts();
  return <EmptyState title={t("home.noMatch.title")} detail={t("home.noMatch.detail")} action={<Button onClick={onClear}>{t("home.noMatch.clear")}</Button>} />;
}

function useCard(): CardsProps.CardDefinition<OrganisationCard> {
  const { t, list } = useTexts();
  return {
    header: ({ id, name, administers }) => <ScreenLink fontSize="heading-m" to={administers ? paths.users(id) : paths.structure(id)}>{name}</ScreenLink>,
    sections: [
      {
        id: "type",
        header: t("home.type"),
        content: ({ partner, parent }) => {
          const type = partner ? "partner" : "organisation";
          return parent ? t(`home.type.${type}.below`, { parent }) : t(`home.type.${type}`);
        },
      },
      {
        id: "access",
        header: t("home.access"),
        content: ({ roles, inheritedFrom }) => (roles.length > 0 ? list(roles) : inheritedFrom && t("home.access.inherited", { name: inheritedFrom.name })),
      },
    ],
  };
}
