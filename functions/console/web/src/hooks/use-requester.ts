import type { AcceptanceRequest } from "../api/types.ts";
import { personName } from "../lib/person-name.ts";
import { useTexts } from "../texts/index.tsx";

/** Returns a function that names who asks to accept an invitation, always with the address. */
export function useRequester(): (request: AcceptanceRequest) => string {
  const { t } = useTexts();
  return (request) => {
    const name = personName(request);
    return name === request.email ? name : t("person.nameAndEmail", { name, email: request.email });
  };
}
