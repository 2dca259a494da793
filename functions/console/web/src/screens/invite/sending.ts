import { useRef, useState } from "react";
import { Attempt } from "../../api/attempt.ts";
import { ask, client } from "../../api/client.ts";
import { Problem, problemOfRow } from "../../api/problem.ts";
import { useChanged } from "../../api/queries.ts";
import { useFlash } from "../../frame/flashes.tsx";
import { wordsOf } from "../../parts/words.tsx";
import { useTexts } from "../../texts/index.tsx";
import type { Row } from "./draft.ts";
import { type Outcome, refused } from "./outcome.ts";
import { sendInSlices } from "./slices.ts";

/** Invitations on their way, and what has become of them so far. */
export interface Sending {
  readonly organisationId: string;
  readonly rows: readonly Row[];
  readonly outcomes: readonly Outcome[];
  readonly busy: boolean;
  /** What keeps the rest from being sent. */
  readonly problem?: Problem | undefined;
}

/**
 * Sends invitations, one at a time however often it is asked to. What broke off goes
 * on with the same keys: nobody is invited twice. Who has gone on to another screen
 * in the meantime is told there what came of it.
 */
export function useSending() {
  const [sending, set] = useState<Sending>();
  const running = useRef(false);
  const [attempt] = useState(() => new Attempt());
  const changed = useChanged();
  const tellOutcome = useTellOutcome();

  const run = async (organisationId: string, rows: readonly Row[], before: readonly Outcome[]) => {
    if (running.current) return;
    running.current = true;
    let outcomes = before;
    const place = location.pathname;
    const told = (rest: Pick<Sending, "busy" | "problem">) => {
      set({ organisationId, rows, outcomes, ...rest });
      if (!rest.busy && location.pathname !== place) tellOutcome(outcomes, rest.problem);
    };
    told({ busy: true });
    try {
      await sendInSlices(rows, before, (slice) => send(organisationId, slice, rows.length === 1, attempt), (now) => {
        outcomes = now;
        told({ busy: outcomes.length < rows.length });
      });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      told({ busy: false, problem });
      // Reading anything would ask at once for the sign-in that was just put off.
      if (problem.kind === "session-ended") return;
    } finally {
      running.current = false;
    }
    void changed(organisationId);
  };
  return {
    sending,
    start: (organisationId: string, rows: readonly Row[]) => void run(organisationId, rows, []),
    goOn: () => sending && void run(sending.organisationId, sending.rows, sending.outcomes),
    forget: () => set(undefined),
  };
}

function useTellOutcome(): (outcomes: readonly Outcome[], problem: Problem | undefined) => void {
  const texts = useTexts();
  const tell = useFlash();
  return (outcomes, problem) => {
    const bad = refused(outcomes).length;
    tell({
      type: problem ? "error" : bad > 0 ? "warning" : "success",
      header: problem && wordsOf(problem, texts).title,
      content: texts.t("invite.outcome.summary", { invited: outcomes.length - bad, refused: bad }),
    });
  };
}

async function send(organisationId: string, rows: readonly Row[], alone: boolean, attempt: Attempt): Promise<readonly Outcome[]> {
  const [first] = rows;
  const params = { path: { organisationId }, header: { "Idempotency-Key": attempt.keyFor({ organisationId, rows }) } };
  try {
    const outcomes = alone && first
      ? [await ask(client.POST("/organisations/{organisationId}/invitations", { params, body: first }))].map((invitation) => ({ email: first.email, invitation }))
      : (await ask(client.POST("/organisations/{organisationId}/invitations/batch", { params, body: { invitations: [...rows], dryRun: false } })))
        .items.map(({ email, invitation, problem }) => ({ email, invitation, problem: problem && problemOfRow(problem) }));
    attempt.end();
    return outcomes;
  } catch (problem) {
    if (!(problem instanceof Problem && problem.passing)) attempt.end();
    throw problem;
  }
}
