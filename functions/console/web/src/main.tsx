// The console begins here. Where things are:
//
//   signin/     who is there: the code flow, the session and its end
//   api/        calls of the API; its types are generated from the OpenAPI document
//   authority   what the person may do in an organisation
//   routes      every screen with its address
//   screens/    a directory a screen
//   parts/      what screens are made of: their frame, their states, links, moments
//   frame/      what is around every screen: bars, navigation, outcomes, theme
//   texts/      every word, a file a language

import "@cloudscape-design/global-styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Console } from "./console.tsx";
import { applyTheme } from "./frame/theme.ts";
import "./main.css";
import { Doorstep } from "./signin/doorstep.tsx";
import { arrive } from "./signin/arrive.ts";
import { loadTexts, TextsProvider } from "./texts/index.tsx";

applyTheme();
// Back and forward may show the page as it was left, with somebody signed in who has signed out since.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
const place = document.getElementById("console");
if (!place) throw new Error("the page has no place for the console");
const root = createRoot(place);
const [arrival, texts] = await Promise.all([arrive(), loadTexts()]);
root.render(
  <StrictMode>
    <TextsProvider texts={texts}>{arrival === "signed-in" ? <Console /> : <Doorstep arrival={arrival} />}</TextsProvider>
  </StrictMode>,
);
