import { useTexts } from "../texts/index.tsx";

interface Named {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** A person by name, or by address where there is none. */
export function personName({ email, firstName, lastName }: Named): string {
  return [firstName, lastName].filter(Boolean).join(" ") || email;
}

/** Somebody who did something, as they were named then; an operator is no user, and has no name of their own. */
export function useActorName(): (actor: { readonly userId?: string; readonly name: string }) => string {
  const { t } = useTexts();
  return ({ userId, name }) => (userId === "operator" ? t("person.operator") : name);
}
