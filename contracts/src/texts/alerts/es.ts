import type { AlertTexts } from "./en.ts";

export const ES: AlertTexts = {
  titles: {
    firing: "Alerta: {name}",
    reminder: "La alerta continúa: {name}",
    recovered: "Todo en orden de nuevo: {name}",
    test: "Prueba de una alerta: {name}",
  },
  since: "Desde {since}.",
  goesOn: "Desde {since}, y todavía a las {at}.",
  over: "Empezó {since} y se comprobó que había terminado {at}.",
  sample: "Esto es una prueba que alguien ha pedido. No ocurre nada malo.",
  look: "Más información: {link}",
  open: "Abrir Posthorn",
  others: "y {count} más",
  minutes: {
    one: "{count} minuto",
    other: "{count} minutos",
  },
  days: {
    one: "{count} día",
    other: "{count} días",
  },
  accountsDown: {
    one: "No se puede conectar con {count} cuenta (la regla permite {allowed}).",
    other: "No se puede conectar con {count} cuentas (la regla permite {allowed}).",
  },
  accountsDownFor: {
    one: "No se puede conectar con {count} cuenta desde hace al menos {minutes} (la regla permite {allowed}).",
    other: "No se puede conectar con {count} cuentas desde hace al menos {minutes} (la regla permite {allowed}).",
  },
  accountDown: "No se puede conectar con la cuenta {account}.",
  accountDownFor: "No se puede conectar con la cuenta {account} desde hace al menos {minutes}.",
  accountWell: "Se puede conectar con la cuenta {account}, por lo que se sabe.",
  failingSince: "{account}, desde {since}",
  failingBecause: "{account}, desde {since}: {why}",
  jobsWait: {
    one: "{count} tarea espera en la cola {queue} ({what}); la regla permite {allowed}.",
    other: "{count} tareas esperan en la cola {queue} ({what}); la regla permite {allowed}.",
  },
  jobsWaitFor: {
    one: "{count} tarea espera en la cola {queue} ({what}); la regla permite {allowed} durante {minutes}.",
    other: "{count} tareas esperan en la cola {queue} ({what}); la regla permite {allowed} durante {minutes}.",
  },
  queues: {
    notify: "webhooks",
    submit: "mensajes por enviar",
  },
  failures: {
    webhooks:
      "Fallaron {failed} de {total} intentos de webhook en {minutes}: {value} % (la regla permite {percent} % y cuenta a partir de {least}).",
    sends:
      "Fallaron {failed} de {total} intentos de envío en {minutes}: {value} % (la regla permite {percent} % y cuenta a partir de {least}).",
    calls:
      "{failed} de {total} llamadas a la API recibieron un 500 o superior en {minutes}: {value} % (la regla permite {percent} % y cuenta a partir de {least}).",
  },
  nothingEnds: "En {days} no caduca nada que no se renueve por sí solo.",
  ends: {
    one: "{count} elemento caduca en {days} o no se pudo renovar.",
    other: "{count} elementos caducan en {days} o no se pudieron renovar.",
  },
  loginRefused:
    "El proveedor rechaza el inicio de sesión OAuth2 de la cuenta {account} desde {since}; autorícela de nuevo",
  subscriptionExpired: "La suscripción de la cuenta {account} en Microsoft Graph ha caducado",
  subscriptionRefused: "Microsoft Graph no acepta ninguna suscripción para la cuenta {account}",
  watchEnded: "Gmail no avisa de los cambios de la cuenta {account} desde {since}, cuando terminó su seguimiento",
  pubSubUnreadable: "No se puede leer la suscripción de Pub/Sub de la aplicación {app}: {why}",
  certificateMissing: "No hay ningún certificado {certificate}: {why}",
  certificateEnds: "El certificado {certificate} caduca {at}",
  certificateEnded: "El certificado {certificate} caducó {at}",
  notRenewed: " y no se pudo renovar: {why}",
  configuredCertificateEnds: "El certificado del servidor {listener}, de la configuración, caduca {at}",
  tokenEnds: "El token de acceso {token} caduca {at}",
};
