import { Admit } from "../src/client.ts";
import { decisionOf, guard } from "../src/express.ts";
import express, { type Request } from "express";

export function product(admit: Admit): express.Express {
  const organisation = (request: Request) => ({ organisationId: request.params["organisation"] });
  const app = express();

  // One route, one guard. The handler runs only with a permission.
  app.get("/organisations/:organisation/invoices", guard(admit, "billing:read", organisation), (request, response) => {
    response.send(`Invoices, for the ${decisionOf(request).because[0]?.role.name ?? ""}.`);
  });

  // Several questions in one tick are one request to Admit.
  app.get("/organisations/:organisation/buttons", async (request, response) => {
    const user = { token: (request.headers.authorization ?? "").replace(/^Bearer /, "") };
    const scope = { organisationId: request.params.organisation };
    const [buy, invoices] = await Promise.all([
      admit.can(user, "marketplace:purchase", scope),
      admit.can(user, "billing:read", scope),
    ]);
    response.json({ buy, invoices });
  });
  return app;
}
