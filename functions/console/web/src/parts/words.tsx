// Problems in the reader's language. What the API says of them itself is English: it
// is quoted where it tells more.

import type { ReactNode } from "react";
import type { Problem } from "../api/problem.ts";
import { Text, useTexts } from "../texts/index.tsx";

interface Words {
  readonly title: string;
  readonly detail: string;
  /** What the API says, where that is more. */
  readonly said?: string | undefined;
}

// Of these the API names the role, the limit, or what is wrong.
const particular = ["role-not-allowed", "limit-reached", "rate-limited", "invalid-request"];

/** What is the case, and what to do. */
export function useWords(problem: Problem): Words {
  return wordsOf(problem, useTexts());
}

export function wordsOf({ kind, detail }: Problem, { t, has }: ReturnType<typeof useTexts>): Words {
  const own = has(`problem.${kind}.title`);
  const named = (part: "title" | "detail") => {
    const key = `problem.${kind}.${part}`;
    return t(has(key) ? key : `problem.other.${part}`);
  };
  return { title: named("title"), detail: named("detail"), said: !own || particular.includes(kind) ? detail : undefined };
}

/** `wrong("email")` is what is wrong with a field, if anything is; of a list, with any of its entries. */
export function useWrong(problem: Problem | null | undefined): (field: string) => ReactNode {
  const { t, has } = useTexts();
  return (field) => {
    const found = problem?.errors.find((one) => one.field === field || one.field.startsWith(`${field}[`));
    if (!found) return undefined;
    const key = `problem.field.${field}`;
    return <>{t(has(key) ? key : "problem.field.other")} <Said words={`${found.field} ${found.message}`} /></>;
  };
}

/** The API's own words. */
export function Said({ words }: { readonly words: string }) {
  return <Text id="problem.said" values={{ words: <span key="words" lang="en">{words}</span> }} />;
}
