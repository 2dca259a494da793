import { useCollection } from "@cloudscape-design/collection-hooks";
import Button from "@cloudscape-design/components/button";
import Cards, { type CardsProps } from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import TextFilter from "@cloudscape-design/components/text-filter";
import type { Organisation } from "../../api/shapes.ts";
import { Empty } from "../../parts/empty.tsx";
import { ScreenLink } from "../../parts/link.tsx";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";

/** An organisation as it stands on a card. */
export interface Shown extends Organisation {
  /** The name of the organisation above, where it can be seen. */
  readonly parent?: string;
  /** The names of the roles that are held in it directly. */
  readonly roles: readonly string[];
  /** Whether there is a scope in it that the person may invite to. */
  readonly administers: boolean;
}

interface OrganisationCardsProps {
  readonly all: readonly Shown[];
  readonly selected: Shown | undefined;
  readonly onSelect: (organisation: Shown) => void;
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
      filter={many && <TextFilter {...filterProps} filteringPlaceholder={t("home.search")} filteringAriaLabel={t("home.search")} countText={t("home.found", { count: filteredItemsCount })} />}
      pagination={many && <Pagination {...paginationProps} />}
      empty={all.length === 0 ? <Empty title={t("home.empty.title")} detail={t("home.empty.detail")} /> : <NoMatch onClear={() => actions.setFiltering("")} />}
      cardsPerRow={[{ cards: 1 }, { minWidth: 560, cards: 2 }, { minWidth: 1100, cards: 3 }]}
      cardDefinition={useCard()}
      {...(all.some(({ administers }) => administers) && {
        selectionType: "single",
        selectedItems: selected ? [selected] : [],
        isItemDisabled: ({ administers }: Shown) => !administers,
        onSelectionChange: ({ detail }: { detail: CardsProps.SelectionChangeDetail<Shown> }) => detail.selectedItems[0] && onSelect(detail.selectedItems[0]),
        ariaLabels: { selectionGroupLabel: t("home.selection"), itemSelectionLabel: (_: unknown, { name }: Shown) => t("home.select", { name }) },
      })}
    />
  );
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  const { t } = useTexts();
  return <Empty title={t("home.none.title")} detail={t("home.none.detail")} action={<Button onClick={onClear}>{t("home.none.clear")}</Button>} />;
}

function useCard(): CardsProps.CardDefinition<Shown> {
  const { t, list } = useTexts();
  return {
    header: ({ id, name, administers }) => <ScreenLink fontSize="heading-m" to={administers ? places.users(id) : places.structure(id)}>{name}</ScreenLink>,
    sections: [
      {
        id: "kind",
        header: t("home.kind"),
        content: ({ partner, parent }) => {
          const kind = partner ? "partner" : "organisation";
          return parent ? t(`home.kind.${kind}.below`, { parent }) : t(`home.kind.${kind}`);
        },
      },
      {
        id: "access",
        header: t("home.access"),
        content: ({ roles, inheritedFrom }) => (roles.length > 0 ? list(roles) : inheritedFrom && t("home.access.through", { name: inheritedFrom.name })),
      },
    ],
  };
}
