interface Named {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** Returns a person's name, or the email address if there is none. */
export function personName({ email, firstName, lastName }: Named): string {
  return [firstName, lastName].filter(Boolean).join(" ") || email;
}
