import Select, { type SelectProps } from "@cloudscape-design/components/select";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PermissionRow } from "../api/types.ts";
import { personName } from "../lib/person-name.ts";
import { useTexts } from "../texts/index.tsx";
import { member, members } from "../screens/members/queries.ts";

interface MemberSelectProps {
  /** The label of the empty option. Without it there is no empty option. */
  readonly none?: string | undefined;
  readonly organisationId: string;
  /** The id of the selected person; empty for none. */
  readonly selected: string;
  readonly onSelect: (userId: string) => void;
}

/** A select of members, which searches by the start of the email address. */
export function MemberSelect({ none, organisationId, selected, onSelect }: MemberSelectProps) {
  const { t } = useTexts();
  const [search, setSearch] = useState<string>();
  const found = useQuery({ ...members(organisationId, { search: search ?? "", account: "", role: "" }), enabled: search !== undefined });
  const all = none === undefined ? [] : [{ value: "", label: none }];
  const options = [...all, ...(found.data?.items ?? []).map(({ user }) => toOption(user))];
  return (
    <Select
      options={options}
      selectedOption={useSelected(organisationId, selected, options)}
      onChange={({ detail }) => onSelect(detail.selectedOption.value ?? "")}
      onLoadItems={({ detail }) => (detail.filteringText === search && found.isError ? void found.refetch() : setSearch(detail.filteringText))}
      filteringType="manual"
      filteringAriaLabel={t("filter.search")}
      filteringPlaceholder={t("filter.search")}
      placeholder={t("checkAccess.member.select")}
      statusType={found.isFetching ? "loading" : found.isError ? "error" : "finished"}
      loadingText={t("state.loading")}
      errorText={t("checkAccess.member.failed")}
      recoveryText={t("state.retry")}
      finishedText={found.data?.nextCursor ? t("checkAccess.member.more") : undefined}
      empty={t("select.noMatch")}
    />
  );
}

/** Returns the selected option. A person from the address is read by their id; a person who has no access any more has only that. */
function useSelected(organisationId: string, selected: string, options: readonly SelectProps.Option[]): SelectProps.Option | null {
  const listed = options.find(({ value }) => value === selected);
  const { data, isLoading } = useQuery({ ...member(organisationId, selected), enabled: selected !== "" && !listed });
  if (listed) return listed;
  if (selected === "" || isLoading) return null;
  return data ? toOption(data.user) : { value: selected, label: selected };
}

function toOption(user: PermissionRow["user"]): SelectProps.Option {
  const name = personName(user);
  return { value: user.id, label: user.email, ...(name !== user.email && { description: name }) };
}
