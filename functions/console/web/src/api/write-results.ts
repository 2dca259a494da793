// What a write returned, in every cached list and view at once, so that no screen shows the state
// before it. Everything of the organisation is then read again: the server has the last word.

import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import type { Page } from "./fill-page.ts";
import { asRead, asRevoked, invitationsOnPage, type ListedInvitations, type ListedMembers, membersOnPage } from "./listed.ts";
import type { Grant, Invitation, Me, Organisation, PermissionRow, Removal } from "./types.ts";

export class WriteResults {
  constructor(private readonly cache: QueryClient) {}

  /** Shows invitations that were created, or changed in any way. */
  async invitations(organisationId: string, written: readonly Invitation[]): Promise<void> {
    await this.#pause(organisationId);
    for (const one of written) this.#setInvitation(organisationId, one);
  }

  /** Shows the access of a person after it was edited. */
  async member(organisationId: string, row: PermissionRow): Promise<void> {
    await this.#pause(organisationId);
    this.#setMember(organisationId, row);
  }

  /** Shows what is left of a person's access after a removal. The invitations that were revoked with it are closed. */
  async removal(organisationId: string, row: PermissionRow, { remaining, revokedInvitations }: Removal): Promise<void> {
    await this.#pause(organisationId);
    this.#setMember(organisationId, { ...row, grants: remaining });
    for (const id of revokedInvitations) this.#revoke(organisationId, id);
  }

  /** Shows what is left of the user's own access after they have given some up. */
  async leave(organisationId: string, { removed, remaining }: Removal): Promise<void> {
    await Promise.all([["me"], ["organisations"]].map((queryKey) => this.cache.cancelQueries({ queryKey })));
    this.cache.setQueryData<Me>(["me"], (me) => me && { ...me, grants: me.grants.filter((grant) => !removed.some((gone) => isSame(gone, grant))) });
    if (remaining.length > 0) return;
    this.cache.setQueryData<readonly Organisation[]>(["organisations"], (all) => all?.filter(({ id }) => id !== organisationId));
  }

  /** Reads everything again that is shown of an organisation. */
  async refresh(organisationId: string): Promise<void> {
    await Promise.all([["organisation", organisationId], ["organisations"], ["me"]].map((queryKey) => this.cache.invalidateQueries({ queryKey })));
  }

  /** Cancels reads that began before the write. Their answers would bring back the state before it. */
  #pause(organisationId: string): Promise<void> {
    return this.cache.cancelQueries({ queryKey: ["organisation", organisationId] });
  }

  #setInvitation(organisationId: string, written: Invitation): void {
    // Without a version, a request to accept cannot be answered safely. So such an invitation is read first.
    this.cache.setQueryData<Invitation & { version: string }>(["organisation", organisationId, "invitation", written.id], (shown) =>
      shown || !written.acceptanceRequest ? { version: shown?.version ?? "*", ...asRead(written, shown) } : undefined);
    this.#eachPage<Invitation>([organisationId, "invitations"], (page, key) => invitationsOnPage(page, written, key.at(-2) as ListedInvitations, key.at(-1) === ""));
  }

  #revoke(organisationId: string, id: string): void {
    const pages = this.cache.getQueriesData<Page<Invitation>>({ queryKey: ["organisation", organisationId, "invitations"] });
    const revoked = pages.flatMap(([, page]) => page?.items ?? []).find((one) => one.id === id);
    if (revoked) this.#setInvitation(organisationId, asRevoked(revoked));
  }

  #setMember(organisationId: string, row: PermissionRow): void {
    this.#eachPage<PermissionRow>([organisationId, "members"], (page, key) => membersOnPage(page, row, key.at(-2) as ListedMembers));
  }

  /** Changes the cached pages of a list. Their keys end with what is listed, and the cursor of the page. */
  #eachPage<Item>(list: readonly string[], change: (page: Page<Item>, key: QueryKey) => Page<Item>): void {
    for (const [queryKey, page] of this.cache.getQueriesData<Page<Item>>({ queryKey: ["organisation", ...list] })) {
      if (page) this.cache.setQueryData<Page<Item>>(queryKey, change(page, queryKey));
    }
  }
}

function isSame(one: Grant, other: Grant): boolean {
  return one.role.id === other.role.id && one.scope.organisationId === other.scope.organisationId && one.scope.accountId === other.scope.accountId;
}

/** Returns what brings the results of writes to the screens. */
export function useWriteResults(): WriteResults {
  return new WriteResults(useQueryClient());
}
