// The paths of all screens. Screens link to each other through these only.

export const paths = {
  home: "/",
  me: "/me",
  users: (organisationId: string) => `/organisations/${organisationId}/users`,
  /** The users screen with the details of one invitation. */
  invitation: (organisationId: string, invitationId: string) => `/organisations/${organisationId}/users?invitation=${invitationId}`,
  invite: (organisationId: string) => `/organisations/${organisationId}/users/invite`,
  members: (organisationId: string) => `/organisations/${organisationId}/permissions`,
  member: (organisationId: string, userId: string) => `/organisations/${organisationId}/permissions/${userId}`,
  checkAccess: (organisationId: string) => `/organisations/${organisationId}/check-access`,
  structure: (organisationId: string) => `/organisations/${organisationId}/structure`,
  auditLog: (organisationId: string) => `/organisations/${organisationId}/activity`,
} as const;
