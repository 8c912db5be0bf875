import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createQueryClient } from "./queries/query-client.ts";
import { createAppRouter } from "./router.tsx";
import { takeSetupLink } from "./setup-link.ts";
// In a layer, so that our own styles win whatever the order.
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "./global.css";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
// A part of the component library asks for the nonce by this name of webpack's.
Object.assign(globalThis, { __webpack_nonce__: nonce });

// Before anything else looks at the address: the link opens the installation.
const setupLink = takeSetupLink();
const queryClient = createQueryClient();
const router = createAppRouter(queryClient, setupLink);

const container = document.getElementById("root");
if (container) createRoot(container).render(<App nonce={nonce} queryClient={queryClient} router={router} />);
