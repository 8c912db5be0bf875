import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { signedIn } from "./signed-in.ts";

const password = createRoute({
  getParentRoute: () => signedIn,
  path: "/account/password",
  component: lazyPage(async () => (await import("../pages/password/password.tsx")).Password),
});

const sessions = createRoute({
  getParentRoute: () => signedIn,
  path: "/account/sessions",
  component: lazyPage(async () => (await import("../pages/sessions/sessions.tsx")).Sessions),
});

/** Users, and what concerns the user who is signed in. */
export const peopleRoutes = [password, sessions] as const;
