import { randomUUID } from "node:crypto";
import { getSbom as promise } from "@posthorn/contracts/service";
import { verb } from "../verb.ts";
import { type InstalledPackage, installedPackages } from "./installed-packages.ts";

/** What Posthorn is made of, as it is installed here: a bill of materials (CycloneDX 1.6). */
export const getSbom = verb(promise, async (ctx) => {
  const packages = await installedPackages();
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${randomUUID()}`,
    version: 1,
    metadata: {
      timestamp: new Date(ctx.now()).toISOString(),
      component: { type: "application", name: "posthorn", version: ctx.about.version, licenses: licensesOf("MIT") },
    },
    components: packages.map((one) => ({
      type: "library",
      "bom-ref": purlOf(one),
      name: one.name,
      version: one.version,
      purl: purlOf(one),
      licenses: licensesOf(one.license),
    })),
    dependencies: packages.map((one) => ({ ref: purlOf(one), dependsOn: one.dependencies.map(purlOf) })),
  };
});

/** A package URL; the `@` of a scope is encoded. */
const purlOf = ({ name, version }: Pick<InstalledPackage, "name" | "version">) =>
  `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;

function licensesOf(license: string | null) {
  if (license === null) return [];
  if (/ (?:OR|AND|WITH) /.test(license)) return [{ expression: license }];
  return [{ license: /^[\w.+-]+$/.test(license) ? { id: license } : { name: license } }];
}
