import { useState } from "react";
import type { Problem } from "../api/problem.ts";
import { useNotify } from "../components/notifications.tsx";
import { problemText } from "../components/problem-text.tsx";
import { useTexts } from "../texts/index.tsx";

/** Tells whether the user has left the screen, for callbacks that run after a response. */
export function useNavigatedAway() {
  const texts = useTexts();
  const notify = useNotify();
  const [initialPath] = useState(() => location.pathname);
  const hasNavigatedAway = () => location.pathname !== initialPath;
  return {
    hasNavigatedAway,
    /** Shows a notification if the user has left the screen. Otherwise the screen itself shows the problem. */
    notifyProblem: (problem: Problem) => {
      if (!hasNavigatedAway()) return;
      const { title, detail } = problemText(problem, texts);
      notify({ type: "error", header: title, content: detail });
    },
  };
}
