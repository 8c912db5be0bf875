/** How the preview looks; without one of these, as on a wide screen. */
export const TEMPLATE_LOOKS = ["mobile", "dark", "text"] as const;
export type TemplateLook = (typeof TEMPLATE_LOOKS)[number];

/** Which part is being written; without one of these, the HTML. */
export const TEMPLATE_PARTS = ["text", "params"] as const;

/** What can be opened beside the studio. */
export const TEMPLATE_DIALOGS = ["send", "versions", "use"] as const;
