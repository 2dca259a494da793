import { storage } from "./storage.ts";
import { Session } from "./session.ts";

/** The session of this page. */
export const session = new Session(storage);
