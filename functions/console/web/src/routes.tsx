// All screens with their paths. The parents make the breadcrumbs. screens/README.md tells
// what a screen consists of.

import type { ComponentType } from "react";
import { AuditLog } from "./screens/audit-log/index.tsx";
import { CheckAccess } from "./screens/check-access/index.tsx";
import { Home } from "./screens/home/index.tsx";
import { Invite } from "./screens/invite/index.tsx";
import { MyAccess } from "./screens/me/index.tsx";
import { EditAccess } from "./screens/members/edit/index.tsx";
import { Members } from "./screens/members/index.tsx";
import { Structure } from "./screens/structure/index.tsx";
import { Users } from "./screens/users/index.tsx";
import { isOfUsers } from "./lib/list-address.ts";
import type { TextKey } from "./texts/index.tsx";

export interface Route {
  readonly path: string;
  readonly title: TextKey;
  readonly screen: ComponentType;
  /** Returns the path of the parent screen, from which this one was opened with a query. The home page is the root. */
  readonly parent?: (query: URLSearchParams) => string;
}

const users = "/organisations/:organisationId/users";
const members = "/organisations/:organisationId/permissions";

export const routes: readonly Route[] = [
  { path: "/", title: "home.title", screen: Home },
  { path: "/me", title: "me.title", screen: MyAccess },
  { path: users, title: "users.title", screen: Users },
  { path: "/organisations/:organisationId/users/invite", title: "invite.title", screen: Invite, parent: () => users },
  { path: members, title: "members.title", screen: Members },
  { path: "/organisations/:organisationId/permissions/:userId", title: "editAccess.title", screen: EditAccess, parent: (query) => (isOfUsers(query) ? users : members) },
  { path: "/organisations/:organisationId/check-access", title: "checkAccess.title", screen: CheckAccess },
  { path: "/organisations/:organisationId/structure", title: "structure.title", screen: Structure },
  { path: "/organisations/:organisationId/activity", title: "auditLog.title", screen: AuditLog },
];
