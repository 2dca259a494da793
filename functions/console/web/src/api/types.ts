// Short names for the API's types, which are generated from its OpenAPI document when the
// console is built.

import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

export type Catalogue = Schemas["Catalogue"];
export type Event = Schemas["Event"];
export type Grant = Schemas["Grant"];
export type Invitation = Schemas["Invitation"];
export type AcceptanceRequest = Schemas["AcceptanceRequest"];
export type OwnInvitation = Schemas["OwnInvitation"];
export type Organisation = Schemas["Organisation"];
export type OrganisationWithAccounts = Schemas["OrganisationWithAccounts"];
export type PermissionRow = Schemas["PermissionRow"];
export type Removal = Schemas["Removal"];
export type Role = Schemas["Role"];
export type RoleChoice = Schemas["RoleChoice"];
export type ScopeKind = Schemas["Role"]["givenAt"][number];
export type Me = Schemas["Me"];
export type FieldError = Schemas["FieldError"];
export type RowProblem = Schemas["RowProblem"];
