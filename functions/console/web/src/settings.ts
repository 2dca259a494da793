/** What differs between deployments. The function that serves the page writes it there. */
export interface Settings {
  /** Of the sign-in's public client. */
  readonly clientId: string;
  /** Base of the hosted sign-in; /oauth2/authorize is below it. */
  readonly signInUrl: string;
}

export const settings = JSON.parse(document.querySelector<HTMLMetaElement>('meta[name="admit-settings"]')?.content ?? "{}") as Settings;

/** Where the console begins. The sign-in comes back to exactly this address. */
export const base = "/console";
export const home = `${location.origin}${base}`;
