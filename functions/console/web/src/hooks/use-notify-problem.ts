import type { Problem } from "../api/problem.ts";
import { useNotify } from "../components/notifications.tsx";
import { problemText } from "../components/problem-text.tsx";
import { useTexts } from "../texts/index.tsx";

/** Returns a function that shows a problem as a notification. */
export function useNotifyProblem() {
  const texts = useTexts();
  const notify = useNotify();
  return (problem: Problem) => {
    const { title, detail } = problemText(problem, texts);
    notify({ type: "error", header: title, content: detail });
  };
}
