// Problems in the reader's language. What the API says of them itself is English: it
// is quoted where it tells more.

import type { ReactNode } from "react";
import type { Problem } from "../api/problem.ts";
import { Text, useTexts } from "../texts/index.tsx";

/** What is the case, and what to do. */
export function useWords({ kind }: Problem): { readonly title: string; readonly detail: string } {
  const { t, has } = useTexts();
  const named = (part: "title" | "detail") => {
    const key = `problem.${kind}.${part}`;
    return t(has(key) ? key : `problem.other.${part}`);
  };
  return { title: named("title"), detail: named("detail") };
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
