import { expect, it } from "vitest";
import { readGoogleFile } from "./google-file.ts";

it("reads the client of a web application", () => {
  const web = { client_id: "1.apps.googleusercontent.com", client_secret: "GOCSPX-1", project_id: "project-1" };
  expect(readGoogleFile(JSON.stringify({ web }))).toEqual({
    file: "client",
    fields: { clientId: web.client_id, clientSecret: web.client_secret, googleProjectId: "project-1" },
  });
});

it("reads the key of a service account", () => {
  const key = { type: "service_account", client_id: "103", client_email: "p@p.iam.gserviceaccount.com", private_key: "-----BEGIN" }; // prettier-ignore
  expect(readGoogleFile(JSON.stringify(key))).toEqual({
    file: "serviceKey",
    fields: {
      authMethod: "serviceKey",
      serviceClient: "103",
      serviceClientEmail: "p@p.iam.gserviceaccount.com",
      serviceKey: "-----BEGIN",
    },
  });
});

it("reads the configuration of a workload identity, and keeps it whole", () => {
  const url =
    "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/p@p.iam.gserviceaccount.com:generateAccessToken";
  const text = JSON.stringify({ type: "external_account", service_account_impersonation_url: url });
  expect(readGoogleFile(`${text}\n`)).toEqual({
    file: "externalAccount",
    fields: {
      authMethod: "externalAccount",
      externalAccount: text,
      serviceClientEmail: "p@p.iam.gserviceaccount.com",
    },
  });
});

it("takes nothing else", () => {
  for (const text of ["", "{", "[]", "null", '{"web": {}}', '{"type": "authorized_user"}'])
    expect(readGoogleFile(text)).toBeUndefined();
});
