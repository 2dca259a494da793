// Where the screens are. A screen names another by these, and never by its path.

export const places = {
  home: "/",
  me: "/me",
  users: (organisationId: string) => `/organisations/${organisationId}/users`,
  /** One invitation, among the others. */
  invitation: (organisationId: string, invitationId: string) => `/organisations/${organisationId}/users?invitation=${invitationId}`,
  invite: (organisationId: string) => `/organisations/${organisationId}/users/invite`,
  permissions: (organisationId: string) => `/organisations/${organisationId}/permissions`,
  permission: (organisationId: string, userId: string) => `/organisations/${organisationId}/permissions/${userId}`,
  structure: (organisationId: string) => `/organisations/${organisationId}/structure`,
  activity: (organisationId: string) => `/organisations/${organisationId}/activity`,
} as const;
