import Button, { type ButtonProps } from "@cloudscape-design/components/button";

/** A button that looks as if it took something away. */
export function DestructiveButton(props: ButtonProps) {
  return <span className="destructive-outline"><Button {...props} /></span>;
}
