// Tells the server the reader's time zone for the next page, names the ⌘ or Ctrl key, and counts waiting times on.
export function word(name) {
  return document.getElementById("words")?.dataset[name] ?? "";
}

const two = (n) => String(n).padStart(2, "0");

function waited(since) {
  const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
  if (seconds < 3600) return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  if (seconds < 86400) return word("hours").replace("{h}", Math.floor(seconds / 3600)).replace("{m}", two(Math.floor((seconds % 3600) / 60)));
  return null;
}

function tick() {
  for (const time of document.querySelectorAll("time[data-since]")) {
    const text = waited(Number(time.dataset.since));
    if (text !== null && time.textContent !== text) time.textContent = text;
  }
}

function nameModifier() {
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  for (const kbd of document.querySelectorAll("kbd[data-mod]:not([data-named])")) {
    kbd.dataset.named = "";
    kbd.textContent = (mac ? "⌘" : "Ctrl ") + kbd.textContent;
  }
}

export function startClocks() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const https = location.protocol === "https:";
  const [host, secure] = https ? ["__Host-", "; Secure"] : ["", ""];
  if (zone) document.cookie = `${host}handclasp_zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  nameModifier();
  document.body.addEventListener("htmx:afterSettle", nameModifier);
  if (!document.getElementById("words")) return;
  setInterval(() => { if (!document.hidden) tick(); }, 1000);
}
