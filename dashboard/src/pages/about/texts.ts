import { translated } from "../../languages/translated.ts";

export const texts = translated("about", {
  title: "About",
  description: "Posthorn is free software under the MIT licence. It needs no licence key.",
  versions: "Versions",
  posthorn: "Posthorn",
  node: "Node.js",
  system: "System",
  store: "Database",
  latency: "Its answer takes",
  imap: "IMAP library",
  build: "Build",
  upgrade: "Upgrade",
  upgradeText:
    "Stop Posthorn, put the new version in its place and start it: the database is brought up to date by itself. Make a backup first.",
  backup: "Before an upgrade",
  legal: "What it is made of",
  licenses: "Licences of what Posthorn uses",
  sbom: "List of parts (CycloneDX)",
  help: "When something is wrong",
  helpText: "This command looks at the installation and says what is wrong with it:",
  command: "Command",
});
