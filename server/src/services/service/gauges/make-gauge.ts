import { Gauge, type Registry } from "prom-client";

/** Makes gauges of one page. */
export type MakeGauge = <L extends string>(name: string, help: string, labelNames?: readonly L[]) => Gauge<L>;

export const gaugesOf =
  (registry: Registry): MakeGauge =>
  <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge<L>({ name, help, labelNames: [...labelNames], registers: [registry] });
