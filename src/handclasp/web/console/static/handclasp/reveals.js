// What was revealed is forgotten in time: after its minute, when the window is left or hidden, or on a click.
// It keeps nothing anywhere; taking the element out of the page is all there is to do.
function forget(shown) {
  const back = shown.contains(document.activeElement);
  const item = shown.closest(".item");
  shown.closest(".shown")?.replaceChildren();
  shown.remove();
  if (back) item?.querySelector(".mask, .mask-way")?.focus({ preventScroll: true });
}

function forgetAll() {
  for (const shown of document.querySelectorAll(".revealed")) forget(shown);
}

// The server says how long is left, not until when: the browser's clock may be wrong.
function watch(shown) {
  if (shown.dataset.watched) return;
  shown.dataset.watched = "yes";
  const end = performance.now() + Number(shown.dataset.left);
  const count = shown.querySelector("[data-count]");
  const tick = () => {
    if (!shown.isConnected) return;
    const left = end - performance.now();
    if (left <= 0) { forget(shown); return; }
    count.textContent = count.dataset.count.replace("{n}", Math.ceil(left / 1000));
    setTimeout(tick, Math.min(left, 250));
  };
  tick();
}

function arrived(target) {
  const shown = target?.querySelector?.(".revealed");
  if (!shown) return;
  watch(shown);
  document.getElementById("sheet")?.close();
  shown.focus({ preventScroll: true });
  shown.scrollIntoView({ block: "nearest" });
}

export function startReveals() {
  for (const shown of document.querySelectorAll(".revealed")) watch(shown);
  document.body.addEventListener("htmx:afterSwap", (event) => arrived(event.detail.target));
  document.addEventListener("click", (event) => {
    const hide = event.target.closest?.("[data-hide]");
    if (hide) forget(hide.closest(".revealed"));
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) forgetAll(); });
  addEventListener("blur", forgetAll);
  addEventListener("pagehide", forgetAll);
  // A file that can be made once: after the download began the form has nothing more to say.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("[data-once]");
    const after = form && document.getElementById(form.dataset.once);
    if (after) setTimeout(() => { form.hidden = true; after.hidden = false; for (const old of document.querySelectorAll(".problem[role=alert]")) old.remove(); }, 0);
  });
}
