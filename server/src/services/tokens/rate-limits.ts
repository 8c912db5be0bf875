import { PosthornError } from "../../core/errors.ts";

/** Where a token stands in its window. */
export interface RateLimitState {
  limit: number;
  remaining: number;
  resetSeconds: number;
}

/** Fixed windows, one a token. Refused calls count too. */
export interface RateLimits {
  /** Throws `limited` with `ttl` (seconds) when the window is used up. */
  take(token: string, rule: RateLimitRule, now: number): RateLimitState;
  /** Whether the next `take` would throw. */
  isUsedUp(token: string, rule: RateLimitRule, now: number): boolean;
}

export interface RateLimitRule {
  maxRequests: number;
  /** Seconds. */
  timeWindow: number;
}

export function createRateLimits(): RateLimits {
  const windows = new Map<string, { endsAt: number; count: number }>();
  return {
    take(token, { maxRequests, timeWindow }, now) {
      let window = windows.get(token);
      if (window === undefined || window.endsAt <= now) {
        if (windows.size > 10_000) for (const [id, old] of windows) if (old.endsAt <= now) windows.delete(id);
        window = { endsAt: now + timeWindow * 1000, count: 0 };
        windows.set(token, window);
      }
      window.count++;
      const resetSeconds = Math.ceil((window.endsAt - now) / 1000);
      if (window.count > maxRequests)
        throw new PosthornError("limited", "Rate limit exceeded", {
          temporary: true,
          extra: { ttl: resetSeconds, limit: maxRequests },
        });
      return { limit: maxRequests, remaining: maxRequests - window.count, resetSeconds };
    },
    isUsedUp(token, { maxRequests }, now) {
      const window = windows.get(token);
      return window !== undefined && window.endsAt > now && window.count >= maxRequests;
    },
  };
}
