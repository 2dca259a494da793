import { useQueryClient } from "@tanstack/react-query";
import type { Problem } from "../../api/problem.ts";
import { useNotify } from "../../components/notifications.tsx";
import { useNavigatedAway } from "../../hooks/use-navigated-away.ts";
import { restoreFocus } from "../../lib/focus.ts";

/** Returns the callbacks of a mutation on an organisation or an account. A name is shown in many places, so a success invalidates all data. */
export function usePartAction<T>(done: (answer: T) => string, onClose: () => void) {
  const cache = useQueryClient();
  const notify = useNotify();
  const { notifyProblem } = useNavigatedAway();
  return {
    onSuccess: (answer: T) => {
      notify({ type: "success", content: done(answer) });
      onClose();
      void cache.invalidateQueries().then(restoreFocus);
    },
    onError: (problem: Problem) => notifyProblem(problem),
  };
}
