import type { Problem } from "../../api/problem.ts";
import { useChanged } from "../../api/queries.ts";
import type { Invitation } from "../../api/shapes.ts";
import { useFlash } from "../../frame/flashes.tsx";
import { useElsewhere } from "../../parts/elsewhere.ts";
import { regainFocus } from "../../parts/focus.ts";

/** What happens after something was done with an invitation, or could not be: everything is read again, for it was another than was shown. */
export function useDeed({ organisationId }: Invitation, done: string, onClose: () => void) {
  const changed = useChanged();
  const tell = useFlash();
  const { tellProblem } = useElsewhere();
  return {
    onSuccess: () => {
      tell({ type: "success", content: done });
      onClose();
      void changed(organisationId).then(regainFocus);
    },
    onError: (problem: Problem) => {
      tellProblem(problem);
      if (!problem.passing) void changed(organisationId);
    },
  };
}
