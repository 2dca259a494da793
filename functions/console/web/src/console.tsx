import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { createBrowserRouter, Route, Routes, useLocation } from "react-router";
import { RouterProvider } from "react-router/dom";
import { Frame } from "./frame/frame.tsx";
import { FlashProvider } from "./frame/flashes.tsx";
import { CrashBoundary } from "./parts/crash.tsx";
import { NotFound } from "./parts/not-found.tsx";
import { routes } from "./routes.tsx";
import { base } from "./settings.ts";
import { session } from "./signin/current.ts";
import { Ended } from "./signin/ended.tsx";

// A call that failed says so at once and is repeated on a button: a person sees
// what happens, and a service in trouble is not asked more often for it. Without a
// connection it fails, too: what waited for one would be done when nobody expects it.
// What is only read is read again as soon as there is one.
const call = { retry: false, networkMode: "always" } as const;
const cache = new QueryClient({ defaultOptions: { queries: { ...call, staleTime: 15_000, refetchOnReconnect: true }, mutations: call } });

// Signing in again repeats what had failed in the meantime, too.
session.subscribe(() => {
  if (session.live) void cache.refetchQueries({ predicate: ({ state }) => state.error !== null });
});

/** Everything that somebody who is signed in sees. */
export function Console() {
  // A router of this kind can be asked to wait: see parts/leave-guard.
  const [router] = useState(() => createBrowserRouter([{ path: "*", element: <Around /> }], { basename: base }));
  return (
    <QueryClientProvider client={cache}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

function Around() {
  return (
    <>
      <FlashProvider>
        <Frame>
          <Screens />
        </Frame>
      </FlashProvider>
      <Ended />
    </>
  );
}

/** The screen of the address. One that crashed is given up with its address. */
function Screens() {
  const { pathname } = useLocation();
  return (
    <CrashBoundary address={pathname}>
      <Routes>
        {routes.map(({ path, screen: Screen }) => (
          <Route key={path} path={path} element={<Screen />} />
        ))}
        <Route path="*" element={<NotFound />} />
      </Routes>
    </CrashBoundary>
  );
}
