import { useTexts } from "../texts/index.tsx";

/** Returns a function that names an actor as recorded in an event or grant. The operator is not a user and gets a translated name. */
export function useActorName(): (actor: { readonly userId?: string; readonly name: string }) => string {
  const { t } = useTexts();
  return ({ userId, name }) => (userId === "operator" ? t("person.operator") : name);
}
