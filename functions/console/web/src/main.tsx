// The entry point of the console. Directories:
//
//   sign-in/     authorization code flow, the session and its expiry
//   api/         API calls; the types are generated from the OpenAPI document
//   routes.tsx   every screen with its path
//   screens/     one directory a screen; see screens/README.md
//   components/  components that several screens share
//   hooks/       hooks that several screens share
//   lib/         plain functions: capabilities, permissions, paths, settings, dates
//   frame/       the layout around every screen: navigation, breadcrumbs, theme
//   texts/       all texts, one file a language

import "@cloudscape-design/global-styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Console } from "./console.tsx";
import { applyIcon } from "./frame/icon.ts";
import { applyTheme } from "./frame/theme.ts";
import "./main.css";
import { SignedOut } from "./sign-in/signed-out.tsx";
import { resolveSignIn } from "./sign-in/sign-in.ts";
import { loadTexts, TextsProvider } from "./texts/index.tsx";

applyTheme();
applyIcon();
// The back-forward cache may restore the page of a user who has signed out since.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
const container = document.getElementById("console");
if (!container) throw new Error("the page has no element for the console");
const root = createRoot(container);
const [signInState, texts] = await Promise.all([resolveSignIn(), loadTexts()]);
root.render(
  <StrictMode>
    <TextsProvider texts={texts}>{signInState === "signed-in" ? <Console /> : <SignedOut state={signInState} />}</TextsProvider>
  </StrictMode>,
);
