import { Session } from "./session.ts";
import { storage } from "./storage.ts";

/** The session of this page. */
export const session = new Session(storage);
