// The launcher on a shop's page: one button, and an iframe that is made when the chat is first opened. It promises to
// need nothing of the page but `script-src HOST; frame-src HOST`, to read nothing of it, and never to see a customer's
// words: those live in the frame. Styles are set on constructed sheets in a shadow root, so no style-src is needed.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.handclasp) return;
  const host = new URL(script.src).origin;
  const data = script.dataset;
  const wanted = (data.lang || document.documentElement.lang || navigator.language || "en").toLowerCase();
  const language = wanted.startsWith("zh") ? "zh" : "en";
  const words = {
    zh: { open: "联系客服", close: "关闭聊天", title: "客服聊天", unread: (n) => `联系客服，${n} 条新消息` },
    en: { open: "Chat with us", close: "Close chat", title: "Support chat", unread: (n) => `Chat with us, ${n} new` },
  }[language];
  const left = data.position === "left";

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; position: fixed; z-index: 2147483000; inset: auto ${left ? "auto 0 0" : "0 0 auto"}; }
    * { box-sizing: border-box; }
    button { position: fixed; bottom: max(20px, env(safe-area-inset-bottom)); ${left ? "left" : "right"}: 20px; display: flex;
      align-items: center; gap: 10px; height: 52px; padding: 0 20px 0 8px; border: 0; border-radius: 26px; cursor: pointer;
      background: #0f6b5c; color: #fff; box-shadow: 0 1px 2px #1c1a1726, 0 8px 24px #1c1a1733; text-align: start;
      font: 500 15px/1.2 "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif; }
    button:hover { background: #0b5b4e; }
    button:focus-visible { outline: 3px solid #0f6b5c; outline-offset: 3px; }
    .seal { display: grid; place-items: center; width: 36px; height: 36px; border-radius: 50%; background: #ffffff24; }
    svg { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round;
      stroke-linejoin: round; }
    .count { position: absolute; top: -5px; ${left ? "left" : "right"}: -3px; min-width: 22px; padding: 3px 6px;
      border-radius: 11px; background: #a8322a; color: #fff; font-size: 12px; line-height: 16px; text-align: center;
      font-variant-numeric: tabular-nums; box-shadow: 0 0 0 2px #fff; }
    .count[hidden] { display: none; }
    .panel { position: fixed; bottom: max(20px, env(safe-area-inset-bottom)); ${left ? "left" : "right"}: 20px;
      width: 400px; height: min(680px, calc(100dvh - 40px)); border-radius: 16px; overflow: hidden; background: #f7f5f0;
      box-shadow: 0 0 0 1px #1c1a1714, 0 2px 6px #1c1a171f, 0 20px 56px #1c1a1747; transform-origin: 100% 100%;
      transition: opacity .16s ease, transform .16s ease, visibility .16s; }
    .panel.dark { background: #191a18; }
    .panel[data-open=no] { opacity: 0; transform: translateY(10px) scale(.985); visibility: hidden; }
    iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: normal; }
    .hidden { display: none; }
    @media (max-width: 520px), (max-height: 480px) {
      .panel { inset: 0; width: 100%; height: 100dvh; border-radius: 0; box-shadow: none; }
    }
    @media (prefers-reduced-motion: reduce) { .panel { transition: none; } }
    @media print { :host { display: none; } }
  `);

  const make = (name, attributes = {}, ...children) => {
    const svg = name === "svg" || name === "path";
    const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const box = make("div", { "data-handclasp": "" });
  const root = box.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  const count = make("span", { class: "count", hidden: "", "aria-hidden": "true" });
  const icon = make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" },
    make("path", { d: "M4.5 5.5h15a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H12l-4.5 3.6v-3.6h-3a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1Z" }),
    make("path", { d: "m8.6 11.2 2.4 2.3 4.6-4.8" }));
  const button = make("button", { type: "button", "aria-expanded": "false" },
    make("span", { class: "seal" }, icon), make("span", {}, words.open), count);
  root.append(button);

  let panel = null;
  let frame = null;
  let ready = false;
  let waiting = [];
  let token = data.token || null;

  const say = (message) => {
    if (ready) frame.contentWindow.postMessage({ handclasp: 1, ...message }, host);
    else waiting.push(message);
  };
  const remember = (open) => {
    try { open ? sessionStorage.setItem("handclasp-open", "1") : sessionStorage.removeItem("handclasp-open"); } catch { /* storage is off */ }
  };
  const theme = () => data.theme || "auto";
  const isDark = () => theme() === "dark" || (theme() === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);

  const build = () => {
    const address = new URL("/widget/frame", host);
    address.searchParams.set("site", data.site || "");
    frame = make("iframe", { title: words.title, src: address.href, referrerpolicy: "no-referrer" });
    panel = make("div", { class: isDark() ? "panel dark" : "panel", "data-open": "no" }, frame);
    root.append(panel);
  };
  const open = () => {
    if (!panel) build();
    requestAnimationFrame(() => { panel.dataset.open = "yes"; });
    button.setAttribute("aria-expanded", "true");
    button.classList.add("hidden");
    remember(true);
    say({ type: "shown" });
    frame.focus();
  };
  const close = () => {
    if (!panel) return;
    panel.dataset.open = "no";
    button.setAttribute("aria-expanded", "false");
    button.classList.remove("hidden");
    remember(false);
    say({ type: "hidden" });
    button.focus();
  };
  const unread = (n) => {
    count.hidden = !n;
    count.textContent = n > 99 ? "99+" : String(n);
    button.setAttribute("aria-label", n ? words.unread(n) : words.open);
  };

  // The shop's own token for a signed-in customer: given in data-token, or fetched where data-token-url says.
  const identify = async () => {
    if (token || !data.tokenUrl) return token;
    try {
      const answer = await fetch(data.tokenUrl, { credentials: "same-origin", headers: { Accept: "application/json" } });
      return answer.status === 200 ? (await answer.json()).token || null : null;
    } catch {
      return null;
    }
  };
  const greet = async () => {
    frame.contentWindow.postMessage({ handclasp: 1, type: "hello", language, theme: theme(), token: await identify() }, host);
    token = data.tokenUrl ? null : token;
    ready = true;
    waiting.splice(0).forEach(say);
  };

  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== host || event.data?.handclasp !== 1) return;
    if (event.data.type === "ready") greet();
    else if (event.data.type === "close") close();
    else if (event.data.type === "unread") unread(Number(event.data.count) || 0);
  });
  button.addEventListener("click", open);
  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element && event.target.closest("[data-handclasp-open]");
    if (!opener) return;
    event.preventDefault();
    if (opener.dataset.handclaspDraft) say({ type: "draft", text: opener.dataset.handclaspDraft });
    open();
  });
  window.handclasp = Object.freeze({ open, close });

  const place = () => {
    document.body.append(box);
    let wasOpen = null;
    try { wasOpen = sessionStorage.getItem("handclasp-open"); } catch { /* storage is off */ }
    if (wasOpen && innerWidth > 520) open();
  };
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
})();
