import { useState } from "react";
import type { Problem } from "../api/problem.ts";
import { useFlash } from "../frame/flashes.tsx";
import { useTexts } from "../texts/index.tsx";
import { wordsOf } from "./words.tsx";

/** What to do with an answer that comes when the reader has gone on to another screen. */
export function useElsewhere() {
  const texts = useTexts();
  const tell = useFlash();
  const [place] = useState(() => location.pathname);
  const isElsewhere = () => location.pathname !== place;
  return {
    isElsewhere,
    /** Tells there why it was not done; here it is told on the spot. */
    tellProblem: (problem: Problem) => {
      if (!isElsewhere()) return;
      const { title, detail } = wordsOf(problem, texts);
      tell({ type: "error", header: title, content: detail });
    },
  };
}
