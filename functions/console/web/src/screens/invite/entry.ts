/** The name of a person, as far as it is known. */
export interface Name {
  readonly firstName: string;
  readonly lastName: string;
}

export const noName: Name = { firstName: "", lastName: "" };

/** A part of a text that stands for one person, or should. */
export interface Entry extends Name {
  /** The address; undefined if there is none. */
  readonly email: string | undefined;
  /** The part as it was written. */
  readonly text: string;
  /** Where the part begins and ends in the text. */
  readonly start: number;
  readonly end: number;
  /** Where the cell of the part ends, if other parts of its row stay when this one is removed. */
  readonly cellEnd?: number | undefined;
  /** Whether the address is in a column of a table that is not the one with the people’s addresses. */
  readonly aside?: boolean;
}
