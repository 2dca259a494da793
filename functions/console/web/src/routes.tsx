// Every screen with its address, in one table. What is above a screen is its way
// back, and makes the breadcrumbs.

import type { ComponentType } from "react";
import { Activity } from "./screens/activity/index.tsx";
import { Home } from "./screens/home/index.tsx";
import { Invite } from "./screens/invite/index.tsx";
import { MyAccess } from "./screens/me/index.tsx";
import { EditAccess } from "./screens/permission/index.tsx";
import { Permissions } from "./screens/permissions/index.tsx";
import { Structure } from "./screens/structure/index.tsx";
import { Users } from "./screens/users/index.tsx";
import type { TextKey } from "./texts/index.tsx";

export interface Route {
  readonly path: string;
  readonly title: TextKey;
  readonly screen: ComponentType;
  /** The path of the screen above; the start page is above all. */
  readonly above?: string;
}

export const routes: readonly Route[] = [
  { path: "/", title: "home.title", screen: Home },
  { path: "/me", title: "me.title", screen: MyAccess },
  { path: "/organisations/:organisationId/users", title: "users.title", screen: Users },
  { path: "/organisations/:organisationId/users/invite", title: "invite.title", screen: Invite, above: "/organisations/:organisationId/users" },
  { path: "/organisations/:organisationId/permissions", title: "permissions.title", screen: Permissions },
  { path: "/organisations/:organisationId/permissions/:userId", title: "permission.title", screen: EditAccess, above: "/organisations/:organisationId/permissions" },
  { path: "/organisations/:organisationId/structure", title: "structure.title", screen: Structure },
  { path: "/organisations/:organisationId/activity", title: "activity.title", screen: Activity },
];
