// Organisations for tests, as the API answers them.

import type { OrganisationWithAccounts } from "../api/types.ts";

type Capabilities = NonNullable<OrganisationWithAccounts["capabilities"]>;

const none: Capabilities = {
  administer: false, administerAny: false, readEvents: false, createAccounts: false, createOrganisations: false, delete: false, grantableRoles: [], grantableAccountRoles: [],
};

/** Returns an organisation with the accounts shop and depot, of which the user administers some. */
export function organisationWith(capabilities: Partial<Capabilities>, administered: readonly string[] = []): OrganisationWithAccounts {
  const account = (id: string, name: string) => ({ id, name, administer: administered.includes(id) });
  return { id: "o", name: "O", partner: false, capabilities: { ...none, ...capabilities }, accounts: [account("shop", "Shop"), account("depot", "Depot")] };
}

/** Returns an organisation that the user administers as a whole. */
export function administered(capabilities: Partial<Capabilities> = {}): OrganisationWithAccounts {
  return organisationWith({ administer: true, administerAny: true, ...capabilities }, ["shop", "depot"]);
}

/** Returns an organisation of which the user administers some accounts. */
export function administeredAt(...accounts: readonly string[]): OrganisationWithAccounts {
  return organisationWith({ administerAny: true }, accounts);
}
