export interface Snippet {
  language: string;
  install?: string;
  code: string;
}

/** Receivers that check the signature of Standard Webhooks before they look at an event, as docs/webhooks.md has them. */
export const VERIFY_SNIPPETS: readonly Snippet[] = [
  {
    language: "Node.js",
    install: "npm install standardwebhooks",
    code: `import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.SECRET);

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let event;
  try {
    event = webhook.verify(Buffer.concat(chunks).toString(), request.headers);
  } catch {
    return response.writeHead(401).end();
  }
  console.log(event.event, event.data);
  response.writeHead(204).end();
}).listen(8080);`,
  },
  {
    language: "Python",
    install: "pip install standardwebhooks",
    code: `import os

from flask import Flask, abort, request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

app = Flask(__name__)
webhook = Webhook(os.environ["SECRET"])


@app.post("/hooks/mail")
def receive():
    try:
        event = webhook.verify(request.get_data(), dict(request.headers))
    except WebhookVerificationError:
        abort(401)
    print(event["event"], event["data"])
    return "", 204`,
  },
  {
    language: "Go",
    install: "go get github.com/standard-webhooks/standard-webhooks/libraries",
    code: `package main

import (
	"io"
	"log"
	"net/http"
	"os"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

func main() {
	webhook, err := standardwebhooks.NewWebhook(os.Getenv("SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/hooks/mail", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || webhook.Verify(body, r.Header) != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		log.Printf("%s", body)
		w.WriteHeader(http.StatusNoContent)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}`,
  },
  {
    language: "Ruby",
    install: "gem install standardwebhooks",
    code: `require "sinatra"
require "standardwebhooks"

webhook = StandardWebhooks::Webhook.new(ENV.fetch("SECRET"))

post "/hooks/mail" do
  names = %w[webhook-id webhook-timestamp webhook-signature]
  headers = names.to_h { |name| [name, request.env["HTTP_#{name.upcase.tr("-", "_")}"]] }
  begin
    event = webhook.verify(request.body.read, headers)
  rescue StandardWebhooks::WebhookVerificationError
    halt 401
  end
  puts event["event"]
  204
end`,
  },
  {
    language: "PHP",
    install: "composer require standard-webhooks/standard-webhooks",
    code: `<?php
require "vendor/autoload.php";

$webhook = new \\StandardWebhooks\\Webhook(getenv("SECRET"));
try {
    $event = $webhook->verify(file_get_contents("php://input"), array_change_key_case(getallheaders()));
} catch (\\StandardWebhooks\\Exception\\WebhookVerificationException $error) {
    http_response_code(401);
    exit;
}
error_log($event["event"]);
http_response_code(204);`,
  },
];

/** The older signature, of the body alone. */
export const OLDER_SNIPPET = `import { createHmac, timingSafeEqual } from "node:crypto";

function isFromPosthorn(body, signature, serviceSecret) {
  const expected = createHmac("sha256", serviceSecret).update(body).digest("base64url");
  return signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
}`;
