// The permissions of roles, as `thing:action`, for display and search.

/** The permission of the administrative roles. */
const everything = "*:*";

/** What a role allows: everything, or actions with things. */
export type Allowed = "everything" | readonly AllowedThing[];

export interface AllowedThing {
  readonly thing: string;
  readonly actions: "all" | readonly string[];
}

/** Groups permissions by thing, in their order. A wildcard stands for all actions. */
export function groupByThing(permissions: readonly string[]): Allowed {
  if (permissions.includes(everything)) return "everything";
  const things = new Map<string, string[]>();
  for (const permission of permissions) {
    const [thing = "", action = ""] = permission.split(":");
    things.set(thing, [...(things.get(thing) ?? []), action]);
  }
  return [...things].map(([thing, actions]) => ({ thing, actions: actions.includes("*") ? "all" : actions }));
}

/** Whether any of the permissions contains a word of a search. A word with a colon is a permission, which wildcards contain too. */
export function containsPermission(permissions: readonly string[], word: string, known: readonly string[]): boolean {
  if (permissions.some((own) => own.includes(word))) return true;
  const [thing, action] = word.split(":");
  return action !== undefined && known.some((one) => one.startsWith(word)) && (permissions.includes(everything) || permissions.includes(`${thing ?? ""}:*`));
}
