import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** An ExportMetricsServiceRequest in JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export interface ReceivedExport {
  path: string;
  headers: IncomingHttpHeaders;
  /** Attributes of the resource. */
  resource: Record<string, string>;
  /** By name. */
  metrics: Map<string, ReceivedMetric>;
}

export interface ReceivedMetric {
  kind: "gauge" | "sum" | "histogram";
  isMonotonic: boolean;
  points: ReceivedPoint[];
}

export interface ReceivedPoint {
  attributes: Record<string, string>;
  startTimeUnixNano: string;
  timeUnixNano: string;
  asDouble?: number;
  count?: string;
}

/** Takes metrics as an OpenTelemetry collector does over HTTP. */
export interface FakeOtlp {
  readonly url: string;
  readonly received: ReceivedExport[];
  /** How it answers from now on; at first it takes everything. Null is silence. */
  answer: { status: number; body: string } | null;
  close(): Promise<void>;
}

export async function startFakeOtlp(): Promise<FakeOtlp> {
  const received: ReceivedExport[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as ExportRequest;
      received.push({ path: request.url ?? "", headers: request.headers, ...takenApart(body) });
      if (fake.answer === null) return;
      response.writeHead(fake.answer.status, { "content-type": "application/json" }).end(fake.answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeOtlp = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: { status: 200, body: "{}" },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

type KeyValues = { key: string; value: { stringValue: string } }[];
type Data = { dataPoints: (Omit<ReceivedPoint, "attributes"> & { attributes: KeyValues })[]; isMonotonic?: boolean };

interface ExportRequest {
  resourceMetrics: {
    resource: { attributes: KeyValues };
    scopeMetrics: { metrics: { name: string; gauge?: Data; sum?: Data; histogram?: Data }[] }[];
  }[];
}

const KINDS = ["gauge", "sum", "histogram"] as const;

function takenApart({ resourceMetrics }: ExportRequest): Pick<ReceivedExport, "resource" | "metrics"> {
  const metrics = new Map<string, ReceivedMetric>();
  for (const metric of resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics)))
    for (const kind of KINDS) {
      const data = metric[kind];
      if (data === undefined) continue;
      const points = data.dataPoints.map((point) => ({ ...point, attributes: recordOf(point.attributes) }));
      metrics.set(metric.name, { kind, isMonotonic: data.isMonotonic === true, points });
    }
  return { resource: recordOf(resourceMetrics.flatMap(({ resource }) => resource.attributes)), metrics };
}

const recordOf = (attributes: KeyValues) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
