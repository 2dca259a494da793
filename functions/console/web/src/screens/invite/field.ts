import type { Problem } from "../../api/problem.ts";

/** What the API says is wrong with a field; of a list, with any of its entries. */
export function wrongWith(problem: Problem | undefined, field: string): string | undefined {
  return problem?.errors.find((one) => one.field === field || one.field.startsWith(`${field}[`))?.message;
}
