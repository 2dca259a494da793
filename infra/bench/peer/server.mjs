// The peer: better-auth with its organization plugin on PostgreSQL. Rate limits and the
// hashing of passwords are off, and its limits are raised, so that only its own work and
// its queries are measured. It prints its port when it listens, and ends with its
// standard input.
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { organization } from "better-auth/plugins/organization";
import pg from "pg";

const many = 1_000_000_000;
const options = {
  baseURL: "http://127.0.0.1",
  trustedOrigins: ["http://127.0.0.1"],
  secret: "only for the benchmark, and only on loopback",
  database: new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 }),
  logger: { level: "error" },
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  emailAndPassword: {
    enabled: true,
    password: { hash: async (password) => password, verify: async ({ hash, password }) => hash === password },
  },
  plugins: [
    organization({
      membershipLimit: many,
      invitationLimit: many,
      sendInvitationEmail: async () => {},
    }),
  ],
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const server = createServer(toNodeHandler(betterAuth(options)));
server.listen(0, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
