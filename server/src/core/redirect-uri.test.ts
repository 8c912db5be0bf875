import { expect, it } from "vitest";
import { isRedirectUri, placeOf, withArguments } from "./redirect-uri.ts";

it("takes HTTPS, HTTP on the own machine, and schemes of programs, and nothing else", () => {
  for (const uri of [
    "https://claude.ai/api/mcp/auth_callback",
    "https://[2001:db8::1]:8443/cb?x=1",
    "http://localhost:3334/oauth/callback",
    "http://127.0.0.1/cb",
    "http://[::1]:8080/",
    "cursor://anysphere.cursor-retrieval/oauth/callback",
    "com.example.app:/oauth",
  ])
    expect(isRedirectUri(uri), uri).toBe(true);
  for (const uri of [
    "",
    "nowhere",
    "/cb",
    "http://example.com/cb",
    "http://localhost.example.com/cb",
    "http://127.0.0.1.example.com/cb",
    "https://example.com/cb#part",
    "https://example.com/#",
    "https://claude.ai@evil.example/cb",
    "https://example.com\\@evil.example/",
    "https://example.com/a b",
    "java\nscript:alert(1)",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "blob:https://example.com/1",
    "vbscript:x",
    "https://exämple.com/",
  ])
    expect(isRedirectUri(uri), uri).toBe(false);
});

it("tells where an answer goes, and adds to what is there", () => {
  expect(placeOf("https://claude.ai/api")).toBe("claude.ai");
  expect(placeOf("http://localhost:3334/cb")).toBe("localhost:3334");
  expect(placeOf("cursor://anysphere/cb")).toBe("cursor:");
  expect(withArguments("https://a.example/cb?x=1", { code: "a b&c", state: undefined })).toBe(
    "https://a.example/cb?x=1&code=a+b%26c",
  );
  expect(withArguments("com.example.app:/cb", { code: "c" })).toBe("com.example.app:/cb?code=c");
});
