// The service worker of notices: shows what was pushed, and leads to the desk. It keeps nothing and fetches nothing.
const DESK = "/desk/";

function told(event) {
  try {
    const { lines, where } = event.data.json();
    return { lines: lines.map(String), where: String(where) };
  } catch {
    return { lines: [], where: DESK };
  }
}

self.addEventListener("push", (event) => {
  const { lines, where } = told(event);
  const options = { body: lines.join("\n"), tag: "handclasp", renotify: true, data: { where } };
  event.waitUntil(self.registration.showNotification("Handclasp", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data?.where ?? DESK, self.location.origin);
  const where = wanted.origin === self.location.origin && wanted.pathname.startsWith(DESK) ? wanted.href : DESK;
  event.waitUntil(self.clients.openWindow(where));
});
