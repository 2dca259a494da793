/** Settings that differ between deployments. The function that serves the page writes them into it. */
export interface Settings {
  readonly signIn: SignInSettings;
  readonly brand: Brand;
}

/** Whose console it is. The colours are in the page's style. */
export interface Brand {
  readonly product: string;
  /** A data: URL. */
  readonly logo?: string;
  /** An https: or mailto: URL. */
  readonly support?: string;
  readonly footer?: readonly string[];
}

/** How people sign in and out at the OpenID Connect provider. */
export interface SignInSettings {
  /** The id of the public client. */
  readonly clientId: string;
  /** The endpoints of the provider. It may have none for revocation and sign-out. */
  readonly authorize: string;
  readonly token: string;
  readonly revoke?: string;
  /** OpenID Connect's RP-initiated logout. */
  readonly endSession?: string;
  /** Cognito's own logout, instead of `endSession`. */
  readonly logout?: string;
  readonly scope: string;
  /** Further parameters of the authorization endpoint, as a query. */
  readonly parameters?: string;
}

export const settings = JSON.parse(document.querySelector<HTMLMetaElement>('meta[name="admit-settings"]')?.content ?? "{}") as Settings;

/** The console's base path. It is the redirect URI of the sign-in. */
export const basePath = "/console";
export const homeUrl = `${location.origin}${basePath}`;
