import { expect, it } from "vitest";
import { commandLine, jsonConfig, serverNameOf } from "./client-config.ts";

it("names a server so that every program takes it", () => {
  expect(serverNameOf("Änne’s Laptop (work)")).toBe("a-nne-s-laptop-work");
  expect(serverNameOf(" ")).toBe("posthorn");
  expect(serverNameOf("受信箱")).toBe("posthorn");
});

it("says the same to a program and to a command line", () => {
  const server = { name: "work", url: "https://mail.example.com/mcp", token: "ab12" };
  expect(JSON.parse(jsonConfig(server))).toEqual({
    mcpServers: {
      work: { type: "http", url: "https://mail.example.com/mcp", headers: { Authorization: "Bearer ab12" } },
    },
  });
  expect(commandLine(server)).toBe(
    "claude mcp add --transport http work 'https://mail.example.com/mcp' \\\n  --header 'Authorization: Bearer ab12'",
  );
});
