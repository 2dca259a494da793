import { pageSize } from "../api/fill-page.ts";
import { useQueryParameters } from "./use-query-parameters.ts";

/** How many entries a page may have. The API returns up to 100 at once. */
export const pageSizes = [pageSize, 50, 100] as const;

/** Returns how many entries a page has, which is in the address, and a function that changes it. */
export function usePageSize(): readonly [number, (size: number) => void] {
  const [query, change] = useQueryParameters();
  const size = pageSizes.find((one) => String(one) === query.get("size")) ?? pageSize;
  return [size, (next) => change({ size: next === pageSize ? undefined : String(next), page: undefined })];
}
