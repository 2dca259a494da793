import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { createBrowserRouter, Route, Routes, useLocation } from "react-router";
import { RouterProvider } from "react-router/dom";
import { CrashBoundary } from "./components/crash-boundary.tsx";
import { NotFound } from "./components/not-found.tsx";
import { NotificationProvider } from "./components/notifications.tsx";
import { Frame } from "./frame/frame.tsx";
import { basePath } from "./lib/settings.ts";
import { routes } from "./routes.tsx";
import { session } from "./sign-in/current-session.ts";
import { SessionExpired } from "./sign-in/session-expired.tsx";

// A failed call is reported at once and repeated by a button, not by itself: the user sees
// what happens, and a service in trouble gets no extra load. Only while the server is busy do
// calls wait and go on by themselves: see api/waiting.ts. Calls also fail without a
// connection, because a change that is queued would run when nobody expects it. Only
// queries are refetched when the connection returns.
const call = { retry: false, networkMode: "always" } as const;
const cache = new QueryClient({ defaultOptions: { queries: { ...call, staleTime: 15_000, refetchOnReconnect: true }, mutations: call } });

// Queries that failed while the session was expired are refetched after the next sign-in.
session.subscribe(() => {
  if (session.active) void cache.refetchQueries({ predicate: ({ state }) => state.error !== null });
});

/** The console for a signed-in user. */
export function Console() {
  // LeaveGuard needs a data router, which can block a navigation.
  const [router] = useState(() => createBrowserRouter([{ path: "*", element: <Layout /> }], { basename: basePath }));
  return (
    <QueryClientProvider client={cache}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

function Layout() {
  return (
    <>
      <NotificationProvider>
        <Frame>
          <Screens />
        </Frame>
      </NotificationProvider>
      <SessionExpired />
    </>
  );
}

/** The screen of the current path. Navigation resets a screen that crashed. */
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
