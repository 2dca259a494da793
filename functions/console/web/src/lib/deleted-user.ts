/** Returns the digits of the pseudonym of a user who was deleted, or undefined for everybody else. */
export function deletedUser(userId: string | undefined): string | undefined {
  return /^deleted-([0-9a-f]{8})[0-9a-f]{4}$/.exec(userId ?? "")?.[1];
}
