import { useState } from "react";
import type { Problem } from "../api/problem.ts";
import { useNotifyProblem } from "./use-notify-problem.ts";

/** Tells whether the user has left the screen, for callbacks that run after a response. */
export function useNavigatedAway() {
  const notifyProblem = useNotifyProblem();
  const [initialPath] = useState(() => location.pathname);
  const hasNavigatedAway = () => location.pathname !== initialPath;
  return {
    hasNavigatedAway,
    /** Shows a notification if the user has left the screen. Otherwise the screen itself shows the problem. */
    notifyProblem: (problem: Problem) => {
      if (hasNavigatedAway()) notifyProblem(problem);
    },
  };
}
