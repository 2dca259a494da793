/** Settings that differ between deployments. The function that serves the page writes them into it. */
export interface Settings {
  /** The id of the public app client. */
  readonly clientId: string;
  /** The base URL of the hosted sign-in; /oauth2/authorize is below it. */
  readonly signInUrl: string;
}

export const settings = JSON.parse(document.querySelector<HTMLMetaElement>('meta[name="admit-settings"]')?.content ?? "{}") as Settings;

/** The console's base path. It is the redirect URI of the sign-in. */
export const basePath = "/console";
export const homeUrl = `${location.origin}${basePath}`;
