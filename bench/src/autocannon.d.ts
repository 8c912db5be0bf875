/** The little of autocannon that is used here; it brings no types. */
declare module "autocannon" {
  export interface Options {
    url: string;
    connections: number;
    method: string;
    headers: Record<string, string>;
    body?: string;
    duration?: number;
    amount?: number;
  }
  export interface Result {
    "2xx": number;
    non2xx: number;
    errors: number;
    latency: { p99: number };
  }
  export default function autocannon(
    options: Options,
  ): Promise<Result> & { on(event: "response", listener: () => void): void };
}
