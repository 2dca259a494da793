import { describe, expect, it, vi } from "vitest";
import { authorizeAddress, exchange, logoutAddress } from "./provider.ts";

const signInUrl = "https://localhost.localstack.cloud:4566/_aws/cognito-idp";
vi.mock("../settings.ts", () => ({
  settings: { clientId: "client", signInUrl: "https://localhost.localstack.cloud:4566/_aws/cognito-idp" },
  home: "https://admit.example/console",
}));

describe("a sign-in below a path", () => {
  it("is where a reader is sent", () => {
    for (const address of [new URL(authorizeAddress("state", "challenge")), new URL(logoutAddress())]) {
      expect(address.origin + address.pathname).toMatch(/^https:\/\/localhost\.localstack\.cloud:4566\/_aws\/cognito-idp\/(oauth2\/authorize|logout)$/);
      expect(address.searchParams.get("client_id")).toBe("client");
    }
  });

  it("is where a code is exchanged", async () => {
    const asked = vi.spyOn(globalThis, "fetch").mockResolvedValue(Response.json({ access_token: "a", expires_in: 1 }));
    await exchange("code", "verifier");
    expect(asked).toHaveBeenCalledWith(`${signInUrl}/oauth2/token`, expect.objectContaining({ method: "POST" }));
    asked.mockRestore();
  });
});
