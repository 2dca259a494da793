import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Icon from "@cloudscape-design/components/icon";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import TreeView from "@cloudscape-design/components/tree-view";
import { useState } from "react";
import type { Organisation } from "../../api/types.ts";
import { ScreenLink } from "../../components/screen-link.tsx";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import { type ChosenAction, NodeMenu } from "./node-menu.tsx";
import { partOf } from "./part.ts";
import { type Node, buildTree } from "./tree.ts";
import { useAccounts } from "./use-accounts.ts";

interface OrganisationTreeProps {
  readonly root: Organisation;
  readonly visible: readonly Organisation[];
  readonly onChoose: (chosen: ChosenAction) => void;
}

/** The tree of an organisation. The root is expanded; other accounts are loaded when a node is expanded. */
export function OrganisationTree({ root, visible, onChoose }: OrganisationTreeProps) {
  const { t, compare } = useTexts();
  const [open, setOpen] = useState<readonly string[]>([root.id]);
  const accounts = useAccounts(open);
  const isOpen = (id: string) => open.includes(id);
  // A collapsed organisation has a placeholder child, so that it can be expanded.
  const tree = buildTree(root, visible, (id) => (isOpen(id) ? accounts.of(id) : undefined), compare);
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
        content: <Content node={node} root={root} onRetry={accounts.retry} />,
        actions: <Menu node={node} visible={visible} onChoose={onChoose} />,
        announcementLabel: nameOf(node),
      })}
    />
  );
}

interface MenuProps extends Pick<OrganisationTreeProps, "visible" | "onChoose"> {
  readonly node: Node;
}

function Menu({ node, visible, onChoose }: MenuProps) {
  const part = partOf(node, visible);
  return part && <NodeMenu part={part} onChoose={onChoose} />;
}

const nameOf = (node: Node): string => (node.kind === "organisation" ? node.organisation.name : node.kind === "account" ? node.account.name : "");

interface ContentProps {
  readonly node: Node;
  readonly root: Organisation;
  readonly onRetry: (organisationId: string) => void;
}

function Content({ node, root, onRetry }: ContentProps) {
  const { t } = useTexts();
  switch (node.kind) {
    case "organisation":
      return (
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          {node.id === root.id ? <Box variant="strong">{node.organisation.name}</Box> : <ScreenLink to={paths.structure(node.id)}>{node.organisation.name}</ScreenLink>}
          {node.organisation.partner && <Badge color="blue">{t("home.type.partner")}</Badge>}
        </SpaceBetween>
      );
    case "account":
      return (
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <span>{node.account.name}</span>
          {node.account.administer && (
            <ScreenLink to={`${paths.members(node.organisationId)}?account=${node.id}`} ariaLabel={t("structure.permissions.label", { name: node.account.name })}>
              {t("members.title")}
            </ScreenLink>
          )}
        </SpaceBetween>
      );
    case "loading":
      return <StatusIndicator type="loading">{t("structure.accounts.loading")}</StatusIndicator>;
    case "failed":
      return (
        <StatusIndicator type="error">
          {t("structure.accounts.failed")} <Button variant="inline-link" onClick={() => onRetry(node.organisationId)}>{t("state.retry")}</Button>
        </StatusIndicator>
      );
    case "empty":
      return <Box color="text-body-secondary">{t("structure.empty")}</Box>;
  }
}
