import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Problem } from "../api/problem.ts";
import type { Removal } from "../api/types.ts";
import { RepeatableRemoval } from "../lib/repeatable-removal.ts";
import { useNavigatedAway } from "./use-navigated-away.ts";

/** Removes access by a call, which can be tried again. The result is undefined if an earlier try removed it. */
export function useRemoval(remove: () => Promise<Removal>, onSuccess: (removal: Removal | undefined) => Promise<void>) {
  const [removal] = useState(() => new RepeatableRemoval());
  const { notifyProblem } = useNavigatedAway();
  return useMutation<Removal | undefined, Problem>({
    mutationFn: () => removal.run(remove),
    onSuccess,
    onError: notifyProblem,
  });
}
