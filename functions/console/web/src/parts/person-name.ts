interface Named {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** A person by name, or by address where there is none. */
export function personName({ email, firstName, lastName }: Named): string {
  return [firstName, lastName].filter(Boolean).join(" ") || email;
}
