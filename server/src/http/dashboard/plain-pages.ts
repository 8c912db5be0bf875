import type { PlainPage } from "../pages/plain-page.ts";

export const PRODUCT_PAGE: PlainPage = {
  title: "Posthorn",
  body: `<h1>Posthorn</h1>
<p>One HTTP API and one stream of signed webhooks over any mailbox.</p>
<p><a class="ee-btn" href="/admin/">Open the dashboard</a></p>`,
};

export const NOT_BUILT_PAGE: PlainPage = {
  title: "The dashboard is not built",
  body: `<h1>The dashboard is not built</h1>
<p>The API works without it. To have it, build it where Posthorn is installed, and load this page again:</p>
<pre>npm run build</pre>`,
};

export const SETUP_ELSEWHERE_PAGE: PlainPage = {
  title: "Posthorn is not set up yet",
  body: `<h1>Posthorn is not set up yet</h1>
<p>There is no user. Until there is one, the dashboard answers only on the machine that Posthorn runs on, since whoever
came first would own it. Do one of these:</p>
<ul>
<li>Open the link that the server printed when it started, on that machine.</li>
<li>Open it from here through an SSH tunnel: run the line below and then open the link, with <code>localhost</code>.
<pre>ssh -L 3000:127.0.0.1:3000 that-machine</pre></li>
<li>Make the first user on that machine, by command, and load this page again:
<pre>posthorn password</pre></li>
</ul>`,
};

export const WRONG_ADDRESS_PAGE: PlainPage = {
  title: "Not from this address",
  body: `<h1>Not from this address</h1>
<p>The dashboard is open to some addresses only, and yours is not one of them. Those who run Posthorn name them in
<code>POSTHORN_ADMIN_ACCESS_ADDRESSES</code>.</p>`,
};
