import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../lazy-page.tsx";
import { signedIn } from "./signed-in.ts";

const queues = createRoute({
  getParentRoute: () => signedIn,
  path: "/queues",
  component: lazyPage(async () => (await import("../pages/queues/queues.tsx")).Queues),
});

const nodes = createRoute({
  getParentRoute: () => signedIn,
  path: "/nodes",
  component: lazyPage(async () => (await import("../pages/nodes/nodes.tsx")).Nodes),
});

const certificates = createRoute({
  getParentRoute: () => signedIn,
  path: "/certificates",
  component: lazyPage(async () => (await import("../pages/certificates/certificates.tsx")).Certificates),
});

const about = createRoute({
  getParentRoute: () => signedIn,
  path: "/about",
  component: lazyPage(async () => (await import("../pages/about/about.tsx")).About),
});

/** What runs here, and how it fares. */
export const systemRoutes = [queues, nodes, certificates, about] as const;
