import Alert from "@cloudscape-design/components/alert";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import type { OrganisationWithAccounts, PermissionRow, Removal } from "../../../api/types.ts";
import { useWriteResults } from "../../../api/write-results.ts";
import { BulkDialog } from "../../../components/bulk-dialog.tsx";
import { DestructiveButton } from "../../../components/destructive-button.tsx";
import { asProblem, Loaded } from "../../../components/loaded.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { useScopeName } from "../../../hooks/use-scope-name.ts";
import type { QueryState } from "../../../lib/combine-queries.ts";
import { personName } from "../../../lib/person-name.ts";
import { RepeatableRemoval } from "../../../lib/repeatable-removal.ts";
import { useTexts } from "../../../texts/index.tsx";
import { Consequences } from "./consequences.tsx";
import { preview, remove, type RemovalTarget } from "./requests.ts";
import { bulkScopes } from "./scopes.ts";

interface BulkRemovalProps {
  readonly organisation: OrganisationWithAccounts;
  /** The account by which the list is filtered; empty for none. */
  readonly account: string;
  readonly selected: readonly PermissionRow[];
  /** Called when the dialog is closed after something was tried. */
  readonly onDone: () => void;
}

/** Removes the access of the selected members. */
export function BulkRemoval(props: BulkRemovalProps) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const { selected, onDone } = props;
  return (
    <>
      {selected.length > 0 && <DestructiveButton onClick={() => setOpen(true)}>{t("members.bulk.remove", { count: selected.length })}</DestructiveButton>}
      {open && <RemovalDialog {...props} onClose={(tried) => {
        setOpen(false);
        if (tried) onDone();
      }} />}
    </>
  );
}

/** One removal of several, which is done once. */
interface Step extends RemovalTarget {
  readonly removal: RepeatableRemoval;
}

// The members are those of the moment at which the dialog was opened: they leave the list while it runs.
function RemovalDialog({ organisation, account, selected, onClose }: BulkRemovalProps & { readonly onClose: (tried: boolean) => void }) {
  const { t } = useTexts();
  const scopeName = useScopeName(organisation.id);
  const results = useWriteResults();
  const [rows] = useState(selected);
  const [steps] = useState(() => rows.flatMap((row) => stepsOf(row, organisation, account)));
  // The previews stay those that were confirmed.
  const previews = useQueries({ queries: steps.map((step) => ({ ...preview(step), refetchOnWindowFocus: false, refetchOnReconnect: false })) });
  const confirmed = steps.filter((_, at) => previews[at]?.data);
  const items = rows.map((row) => {
    const own = previews.filter((_, at) => steps[at]?.userId === row.user.id);
    return { id: row.user.id, label: row.user.email, excluded: own.every(hasFailed), detail: <Detail row={row} previews={own} organisationId={organisation.id} expanded={rows.length <= 3} /> };
  });
  return (
    <BulkDialog
      title={t("members.bulk.remove", { count: items.filter(({ excluded }) => !excluded).length })}
      confirmText={t("removeAccess.confirm")}
      destructive
      disabled={previews.some(({ isPending }) => isPending)}
      items={items}
      run={async ({ id }) => {
        for (const step of confirmed) if (step.userId === id) await step.removal.run(() => remove(step));
      }}
      onClose={(tried) => {
        if (tried) void results.refresh(organisation.id);
        onClose(tried);
      }}
    >
      <Alert type="warning">{t("members.bulk.detail", { scope: account ? scopeName(account) : organisation.name })}</Alert>
    </BulkDialog>
  );
}

function stepsOf(row: PermissionRow, organisation: OrganisationWithAccounts, account: string): readonly Step[] {
  return bulkScopes(row, organisation, account).map((one) => ({ organisationId: organisation.id, userId: row.user.id, account: one, removal: new RepeatableRemoval() }));
}

function hasFailed({ data, error }: QueryState<Removal>): boolean {
  return error !== null && data === undefined;
}

interface DetailProps {
  readonly row: PermissionRow;
  readonly previews: readonly QueryState<Removal>[];
  readonly organisationId: string;
  readonly expanded: boolean;
}

/** What will be removed for one member. A failure is not hidden in a section that can be closed. */
function Detail({ row, previews, organisationId, expanded }: DetailProps) {
  const { t } = useTexts();
  const all = previews.map((query, at) => <Preview key={at} query={query} organisationId={organisationId} />);
  if (previews.some(hasFailed)) return all;
  return <ExpandableSection headerText={t("members.bulk.preview", { name: personName(row.user) })} defaultExpanded={expanded}>{all}</ExpandableSection>;
}

/** What one removal removes, or why it is not possible. */
function Preview({ query, organisationId }: { readonly query: QueryState<Removal>; readonly organisationId: string }) {
  const { error, isFetching, refetch } = query;
  if (!error || !hasFailed(query)) return <Loaded query={query}>{(removal) => <Consequences {...removal} organisationId={organisationId} />}</Loaded>;
  const problem = asProblem(error);
  return <ProblemAlert problem={problem} busy={isFetching} {...(problem.retryable && { onRetry: () => void refetch() })} />;
}
