import { useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { client, unwrap } from "../../api/client.ts";
import { IdempotencyKey } from "../../api/idempotency.ts";
import { Problem, toRowProblem } from "../../api/problem.ts";
import type { Invitation } from "../../api/types.ts";
import { useWriteResults } from "../../api/write-results.ts";
import { persist } from "../../api/waiting.ts";
import { useNotify } from "../../components/notifications.tsx";
import { problemText } from "../../components/problem-text.tsx";
import { changedQuery, withQuery } from "../../lib/list-address.ts";
import { nothingToLose } from "../../lib/navigation-state.ts";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import { sendInBatches } from "./batches.ts";
import type { InvitationRow } from "./draft.ts";
import { type Result, failedEmails } from "./result.ts";

/** Invitations that are being sent, and the results so far. */
export interface Sending {
  readonly organisationId: string;
  readonly rows: readonly InvitationRow[];
  readonly results: readonly Result[];
  readonly busy: boolean;
  /** Why the remaining invitations could not be sent. */
  readonly problem?: Problem | undefined;
}

/**
 * Sends invitations. Only one run is active at a time. A resumed run reuses the idempotency
 * keys, so that nobody is invited twice. After a single invitation the list shows it. If the
 * user has left the screen, a notification shows the result.
 */
export function useSending() {
  const [sending, set] = useState<Sending>();
  const running = useRef(false);
  const [idempotencyKey] = useState(() => new IdempotencyKey());
  const writeResults = useWriteResults();
  const notifyResult = useNotifyResult();
  const showInvited = useShowInvited();

  const run = async (organisationId: string, rows: readonly InvitationRow[], before: readonly Result[]) => {
    if (running.current) return;
    running.current = true;
    let results = before;
    const path = location.pathname;
    const update = (rest: Pick<Sending, "busy" | "problem">) => {
      set({ organisationId, rows, results, ...rest });
      if (!rest.busy && location.pathname !== path) notifyResult(results, rest.problem);
    };
    update({ busy: true });
    try {
      await sendInBatches(rows, before, (batch) => send(organisationId, batch, rows.length === 1, idempotencyKey), (all) => {
        void writeResults.invitations(organisationId, all.flatMap(({ invitation }) => invitation ?? []));
        results = all;
        update({ busy: results.length < rows.length });
      });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      update({ busy: false, problem });
      // A refetch would ask at once for the sign-in that the user has just cancelled.
      if (problem.kind === "session-expired") return;
    } finally {
      running.current = false;
    }
    const [only] = results;
    if (only?.invitation && rows.length === 1 && location.pathname === path) await showInvited(only.invitation);
    void writeResults.refresh(organisationId);
  };
  return {
    sending,
    start: (organisationId: string, rows: readonly InvitationRow[]) => void run(organisationId, rows, []),
    resume: () => sending && void run(sending.organisationId, sending.rows, sending.results),
    reset: () => set(undefined),
  };
}

function useNotifyResult(): (results: readonly Result[], problem: Problem | undefined) => void {
  const texts = useTexts();
  const notify = useNotify();
  return (results, problem) => {
    const failed = failedEmails(results).length;
    notify({
      type: problem ? "error" : failed > 0 ? "warning" : "success",
      header: problem && problemText(problem, texts).title,
      content: texts.t("invite.results.summary", { invited: results.length - failed, failed }),
    });
  };
}

/** Returns a function that opens the list of invitations with a new one marked. */
function useShowInvited(): (invitation: Invitation) => Promise<void> {
  const { t } = useTexts();
  const notify = useNotify();
  const navigate = useNavigate();
  const [query] = useSearchParams();
  return async ({ organisationId, id, email }) => {
    const list = changedQuery(query, { view: undefined, status: undefined, page: undefined, invited: id });
    await navigate(withQuery(paths.users(organisationId), list), { state: nothingToLose });
    notify({ type: "success", content: t("invite.done", { email }) });
  };
}

async function send(organisationId: string, rows: readonly InvitationRow[], alone: boolean, idempotencyKey: IdempotencyKey): Promise<readonly Result[]> {
  const key = idempotencyKey.for({ organisationId, rows });
  const [first] = rows;
  try {
    const results = alone && first
      ? [await sendOne(organisationId, first, key)]
      : await persist(() => sendMany(organisationId, rows, key), busyRows);
    idempotencyKey.reset();
    return results;
  } catch (problem) {
    if (!(problem instanceof Problem && problem.retryable)) idempotencyKey.reset();
    throw problem;
  }
}

async function sendOne(organisationId: string, row: InvitationRow, key: string): Promise<Result> {
  const params = { path: { organisationId }, header: { "Idempotency-Key": key } };
  const invitation = await unwrap(client.POST("/organisations/{organisationId}/invitations", { params, body: row }));
  return { email: row.email, invitation };
}

async function sendMany(organisationId: string, rows: readonly InvitationRow[], key: string): Promise<readonly Result[]> {
  const params = { path: { organisationId }, header: { "Idempotency-Key": key } };
  const { items } = await unwrap(client.POST("/organisations/{organisationId}/invitations/batch", { params, body: { invitations: [...rows], dryRun: false } }));
  return items.map(({ email, invitation, problem }) => ({ email, invitation, problem: problem && toRowProblem(problem) }));
}

/** Returns how many seconds to wait before a batch is repeated, because the server was busy for one of its rows. With the same key, the other rows keep their results. */
function busyRows(results: readonly Result[]): number | undefined {
  return results.some(({ problem }) => problem?.kind === "unavailable") ? 2 : undefined;
}
