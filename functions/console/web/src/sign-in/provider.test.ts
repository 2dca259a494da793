import { describe, expect, it, vi } from "vitest";
import { authorizeUrl, exchange, logoutUrl } from "./provider.ts";

const signInUrl = "https://localhost.localstack.cloud:4566/_aws/cognito-idp";
vi.mock("../lib/settings.ts", () => ({
  settings: { clientId: "client", signInUrl: "https://localhost.localstack.cloud:4566/_aws/cognito-idp" },
  homeUrl: "https://admit.example/console",
}));

describe("a sign-in URL with a path", () => {
  it("is used for the redirect", () => {
    for (const address of [new URL(authorizeUrl("state", "challenge")), new URL(logoutUrl())]) {
      expect(address.origin + address.pathname).toMatch(/^https:\/\/localhost\.localstack\.cloud:4566\/_aws\/cognito-idp\/(oauth2\/authorize|logout)$/);
      expect(address.searchParams.get("client_id")).toBe("client");
    }
  });

  it("is used to exchange a code", async () => {
    const asked = vi.spyOn(globalThis, "fetch").mockResolvedValue(Response.json({ access_token: "a", expires_in: 1 }));
    await exchange("code", "verifier");
    expect(asked).toHaveBeenCalledWith(`${signInUrl}/oauth2/token`, expect.objectContaining({ method: "POST" }));
    asked.mockRestore();
  });
});
