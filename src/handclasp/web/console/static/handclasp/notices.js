// Notices of the browser while a page of the desk is open: each thing that waits is told once, by one of the open tabs.
// Permission is asked for by a button alone. What is shown is the server's count of things, and nothing else.
const EVERY = 15_000;
const TOLD = "handclasp-told";

const sleep = (time) => new Promise((done) => { setTimeout(done, time); });

function told(me) {
  try {
    const kept = JSON.parse(localStorage.getItem(TOLD));
    return new Set(kept?.me === me ? kept.things : []);
  } catch {
    return new Set();
  }
}

function show(lines, where) {
  const notice = new Notification("Handclasp", { body: lines.join("\n"), tag: "handclasp", renotify: true });
  notice.addEventListener("click", () => { window.focus(); location.assign(where); });
}

// False: nothing is to be looked for any more on this page.
async function look(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error" });
  if (!answer.ok) return answer.status >= 500;
  const { on, me, kinds, where } = await answer.json();
  if (!on) return false;
  const before = told(me);
  const news = Object.values(kinds).filter(({ things }) => things.some((one) => !before.has(one)));
  localStorage.setItem(TOLD, JSON.stringify({ me, things: Object.values(kinds).flatMap(({ things }) => things) }));
  if (news.length) show(news.map(({ says }) => says), where);
  return true;
}

async function follow(address) {
  let goes = true;
  while (goes) {
    goes = Notification.permission === "granted" && await look(address).catch(() => navigator.onLine === false);
    if (goes) await sleep(EVERY);
  }
}

function begin(address) {
  if (!navigator.locks) return follow(address);
  return navigator.locks.request("handclasp-notices", () => follow(address));
}

function say(box, permission) {
  for (const part of box.querySelectorAll("[data-permission]")) part.hidden = part.dataset.permission !== permission;
}

function bytes(written) {
  const text = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (one) => one.charCodeAt(0));
}

// What the browser's push service gave goes to the house; a subscription made for another key is made anew.
async function subscribe(form) {
  const there = await navigator.serviceWorker.register(form.dataset.worker, { scope: "/desk/" });
  await navigator.serviceWorker.ready;
  await (await there.pushManager.getSubscription())?.unsubscribe();
  const key = bytes(form.dataset.push);
  const made = (await there.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
  const body = new URLSearchParams({ endpoint: made.endpoint, p256dh: made.keys.p256dh, auth: made.keys.auth });
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status === 422 ? await answer.text() : "");
}

function offerPush(form) {
  const button = form?.querySelector("button");
  if (!button || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const failed = form.querySelector("[data-failed]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    failed.hidden = true;
    try {
      if (await Notification.requestPermission() === "granted") {
        await subscribe(form);
        location.reload();
      }
    } catch (error) {
      failed.textContent = (error.constructor === Error && error.message) || failed.dataset.failed;
      failed.hidden = false;
    }
    button.disabled = false;
  });
}

export function startNotices() {
  const address = document.querySelector("[data-notices]")?.dataset.notices;
  if (!address || !("Notification" in window)) return;
  offerPush(document.querySelector("[data-push]"));
  const box = document.getElementById("browser-notices");
  if (box) say(box, Notification.permission);
  box?.querySelector("[data-allow-notices]").addEventListener("click", async () => {
    say(box, await Notification.requestPermission());
    if (Notification.permission === "granted") begin(address);
  });
  if (Notification.permission === "granted") begin(address);
}
