import type { texts } from "./texts.ts";

export interface Service {
  name: string;
  host: string;
  port: number;
  secure: boolean;
  /** What is special about its user names. */
  user?: keyof typeof texts.form.users;
}

/** Where well-known services take mail, as their own documents say. */
export const SERVICES: readonly Service[] = [
  { name: "Amazon SES (eu-west-1)", host: "email-smtp.eu-west-1.amazonaws.com", port: 587, secure: false },
  { name: "Amazon SES (us-east-1)", host: "email-smtp.us-east-1.amazonaws.com", port: 587, secure: false },
  { name: "Brevo", host: "smtp-relay.brevo.com", port: 587, secure: false },
  { name: "Fastmail", host: "smtp.fastmail.com", port: 465, secure: true },
  { name: "Gmail", host: "smtp.gmail.com", port: 465, secure: true },
  { name: "Google Workspace relay", host: "smtp-relay.gmail.com", port: 587, secure: false },
  { name: "iCloud", host: "smtp.mail.me.com", port: 587, secure: false },
  { name: "Mailgun", host: "smtp.mailgun.org", port: 587, secure: false },
  { name: "Mailgun (EU)", host: "smtp.eu.mailgun.org", port: 587, secure: false },
  { name: "Mailjet", host: "in-v3.mailjet.com", port: 587, secure: false },
  { name: "Mandrill", host: "smtp.mandrillapp.com", port: 587, secure: false },
  { name: "Microsoft 365", host: "smtp.office365.com", port: 587, secure: false },
  { name: "Postmark", host: "smtp.postmarkapp.com", port: 587, secure: false, user: "token" },
  { name: "Resend", host: "smtp.resend.com", port: 465, secure: true, user: "resend" },
  { name: "SendGrid", host: "smtp.sendgrid.net", port: 587, secure: false, user: "apikey" },
  { name: "SparkPost", host: "smtp.sparkpostmail.com", port: 587, secure: false },
  { name: "Yahoo Mail", host: "smtp.mail.yahoo.com", port: 465, secure: true },
  { name: "Zoho Mail", host: "smtp.zoho.com", port: 465, secure: true },
];

/** The service whose server it is. */
export const serviceOf = (host: string): Service | undefined =>
  SERVICES.find((service) => service.host === host.trim().toLowerCase());
