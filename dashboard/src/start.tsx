import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createQueryClient } from "./queries/query-client.ts";
import { createAppRouter } from "./router.tsx";
// In a layer, so that our own styles win whatever the order.
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@mantine/spotlight/styles.layer.css";
import "./global.css";

/** Shows the dashboard; `setupLink` is the secret of the link that opened it, where there was one. */
export function start(setupLink: string | undefined) {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
  // A part of the component library asks for the nonce by this name of webpack's.
  Object.assign(globalThis, { __webpack_nonce__: nonce });
  const queryClient = createQueryClient();
  const router = createAppRouter(queryClient, setupLink);
  const container = document.getElementById("root");
  if (container) createRoot(container).render(<App nonce={nonce} queryClient={queryClient} router={router} />);
}
