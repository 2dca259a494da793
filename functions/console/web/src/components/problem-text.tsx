// Texts of problems in the user's language. The API's own messages are English and are
// quoted where they say more.

import type { ReactNode } from "react";
import type { Problem } from "../api/problem.ts";
import { Text, useTexts } from "../texts/index.tsx";

interface ProblemText {
  readonly title: string;
  readonly detail: string;
  /** The API's message, where it says more. */
  readonly serverMessage?: string | undefined;
}

// For these kinds the API's message names the role, the limit or the value.
const quoted = ["role-not-allowed", "limit-reached", "rate-limited", "invalid-request"];

/** Returns what the problem is and what to do about it. */
export function useProblemText(problem: Problem): ProblemText {
  return problemText(problem, useTexts());
}

export function problemText({ kind, detail }: Problem, { t, has }: ReturnType<typeof useTexts>): ProblemText {
  const own = has(`problem.${kind}.title`);
  const named = (part: "title" | "detail") => {
    const key = `problem.${kind}.${part}`;
    return t(has(key) ? key : `problem.other.${part}`);
  };
  return { title: named("title"), detail: named("detail"), serverMessage: !own || quoted.includes(kind) ? detail : undefined };
}

/** Returns a function that gives the error of a field: `fieldError("email")`. For a list it is the error of any entry. */
export function useFieldError(problem: Problem | null | undefined): (field: string) => ReactNode {
  const { t, has } = useTexts();
  return (field) => {
    const found = problem?.errors.find((one) => one.field === field || one.field.startsWith(`${field}[`));
    if (!found) return undefined;
    const key = `problem.field.${field}`;
    return <>{t(has(key) ? key : "problem.field.other")} <ServerMessage message={`${found.field} ${found.message}`} /></>;
  };
}

/** Quotes the API's message. */
export function ServerMessage({ message }: { readonly message: string }) {
  return <Text id="problem.serverMessage" values={{ message: <span key="message" lang="en">{message}</span> }} />;
}
