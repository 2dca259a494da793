import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Icon from "@cloudscape-design/components/icon";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import TreeView from "@cloudscape-design/components/tree-view";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { me } from "../../api/queries.ts";
import type { Organisation } from "../../api/shapes.ts";
import { authorityIn, governs } from "../../authority.ts";
import { ScreenLink } from "../../parts/link.tsx";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import { useAccounts } from "./accounts.ts";
import { type Node, treeOf } from "./tree.ts";

interface TreeProps {
  readonly root: Organisation;
  readonly seen: readonly Organisation[];
}

/** The tree. What is under the root is shown at once; what is further below when it is opened. */
export function Tree({ root, seen }: TreeProps) {
  const { t, compare } = useTexts();
  const [open, setOpen] = useState<readonly string[]>([root.id]);
  const accounts = useAccounts(open);
  const isOpen = (id: string) => open.includes(id);
  // What is closed shows nothing of its accounts, and has something to open nevertheless.
  const tree = treeOf(root, seen, (id) => (isOpen(id) ? accounts.of(id) : undefined), compare);
  const governed = useGoverned(seen);
  return (
    <TreeView<Node>
      ariaLabel={t("structure.tree", { name: root.name })}
      items={[tree]}
      getItemId={({ id }) => id}
      getItemChildren={(node) => (node.kind === "organisation" ? node.children : undefined)}
      expandedItems={open}
      onItemToggle={({ detail: { id, expanded } }) => setOpen((before) => (expanded ? [...before, id] : before.filter((one) => one !== id)))}
      connectorLines="vertical"
      renderItem={(node) => ({
        icon: node.kind === "organisation" || node.kind === "account" ? <Icon name={node.kind === "account" ? "folder" : "group"} ariaLabel={t(`structure.${node.kind}`)} /> : undefined,
        content: <Content node={node} root={root} onAgain={accounts.again} governed={governed} />,
        announcementLabel: nameOf(node),
      })}
    />
  );
}

const nameOf = (node: Node): string => (node.kind === "organisation" ? node.organisation.name : node.kind === "account" ? node.account.name : "");

/** Whether the person administers a scope of an organisation. */
function useGoverned(seen: readonly Organisation[]) {
  const { data: person } = useQuery(me);
  return (organisationId: string, accountId?: string): boolean => {
    const place = seen.find(({ id }) => id === organisationId);
    return place !== undefined && person !== undefined && governs(authorityIn(place, person.grants, seen), accountId);
  };
}

interface ContentProps {
  readonly node: Node;
  readonly root: Organisation;
  readonly onAgain: (organisationId: string) => void;
  readonly governed: (organisationId: string, accountId?: string) => boolean;
}

function Content({ node, root, onAgain, governed }: ContentProps) {
  const { t } = useTexts();
  switch (node.kind) {
    case "organisation":
      return (
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          {node.id === root.id ? <Box variant="strong">{node.organisation.name}</Box> : <ScreenLink to={places.structure(node.id)}>{node.organisation.name}</ScreenLink>}
          {node.organisation.partner && <Badge color="blue">{t("home.kind.partner")}</Badge>}
        </SpaceBetween>
      );
    case "account":
      return (
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <span>{node.account.name}</span>
          {governed(node.organisationId, node.id) && (
            <ScreenLink to={`${places.permissions(node.organisationId)}?account=${node.id}`} ariaLabel={t("structure.permissions.of", { name: node.account.name })}>
              {t("permissions.title")}
            </ScreenLink>
          )}
        </SpaceBetween>
      );
    case "loading":
      return <StatusIndicator type="loading">{t("structure.accounts.loading")}</StatusIndicator>;
    case "failed":
      return (
        <StatusIndicator type="error">
          {t("structure.accounts.failed")} <Button variant="inline-link" onClick={() => onAgain(node.organisationId)}>{t("state.again")}</Button>
        </StatusIndicator>
      );
    case "nothing":
      return <Box color="text-body-secondary">{t("structure.nothing")}</Box>;
  }
}
