import { createTheme, type CSSVariablesResolver, type MantineColorsTuple, Modal } from "@mantine/core";

/** The deep green of old mail coaches. */
const coach: MantineColorsTuple = [
  "#edf6f5",
  "#d9eae9",
  "#b0d4d2",
  "#84bdbb",
  "#5fa9a8",
  "#43989a",
  "#2c7f83",
  "#17686d",
  "#0e5a5f",
  "#06454a",
];

const ink: MantineColorsTuple = [
  "#dbe2e1",
  "#b9c4c4",
  "#98a6a7",
  "#6b7b7f",
  "#425156",
  "#324045",
  "#222d31",
  "#182125",
  "#12191c",
  "#0c1113",
];

/** The library's red is too pale under white text. */
const red: MantineColorsTuple = [
  "#fdeeed",
  "#f9d8d6",
  "#f0aca8",
  "#e87e78",
  "#e05952",
  "#d8423a",
  "#c5302f",
  "#b02525",
  "#991d1e",
  "#801617",
];

export const theme = createTheme({
  primaryColor: "coach",
  primaryShade: { light: 7, dark: 6 },
  colors: { coach, red, dark: ink },
  black: "#1b2427",
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: "650" },
  respectReducedMotion: true,
  components: {
    // The head of a dialog is not the head of the page.
    Modal: Modal.extend({
      defaultProps: { attributes: { header: { role: "presentation" } } },
      styles: { title: { fontWeight: 650, fontSize: "1.15rem" } },
    }),
  },
});

/** The library's grey texts are too pale for WCAG AA on light ground. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#56646a",
    "--mantine-color-placeholder": "#6b777d",
    "--mantine-color-error": "#c02a2a",
    "--ph-page": "#f6f5f1",
    "--ph-line": "#e2e0d9",
    "--ph-brass": "#9a6310",
    "--ph-soft": "#f0efe9",
  },
  dark: {
    "--mantine-color-dimmed": "#a3b0b1",
    "--mantine-color-placeholder": "#8b999b",
    "--mantine-color-error": "#ff9c9c",
    "--mantine-color-anchor": "#7cc4c3",
    "--ph-page": "#141b1e",
    "--ph-line": "#2c383c",
    "--ph-brass": "#e5b661",
    "--ph-soft": "#1f292d",
  },
});
