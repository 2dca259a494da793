import { deletedUser } from "../lib/deleted-user.ts";
import { useTexts } from "../texts/index.tsx";

/** Returns a function that names an actor as recorded in an event or grant. The operator and a deleted user are no users, and get a translated name. */
export function useActorName(): (actor: { readonly userId?: string; readonly name: string }) => string {
  const { t } = useTexts();
  return ({ userId, name }) => {
    const digits = deletedUser(userId);
    if (digits) return t("person.deleted", { digits });
    return userId === "operator" ? t("person.operator") : name;
  };
}
