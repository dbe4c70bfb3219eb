// Keyboard first: moving through the list opens nothing, because opening is recorded.
function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function move(step) {
  const rows = [...document.querySelectorAll(".queue .row")];
  if (!rows.length) return;
  const here = rows.findIndex((row) => row === document.activeElement);
  const open = rows.findIndex((row) => row.ariaCurrent === "true");
  const from = here >= 0 ? here : open;
  const next = from < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, from + step));
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

function write(mode) {
  const form = document.getElementById("composer");
  if (!form?.querySelector(`[name=mode][value=${mode}]`)) return;
  form.querySelector(`[name=mode][value=${mode}]`).checked = true;
  form.dispatchEvent(new Event("change", { bubbles: true }));
  form.elements.text.focus();
}

function join() {
  const on = document.getElementById("goes-on");
  if (on) return on.click();
  const choice = document.getElementById("join-with");
  const pane = document.getElementById("context");
  if (choice && !choice.checkVisibility?.()) pane?.showPopover?.();
  choice?.focus();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  t: () => document.getElementById("take")?.click(),
  r: () => write("reply"),
  n: () => write("note"),
  m: () => join(),
  u: () => document.getElementById("leave-unread")?.click(),
  e: () => document.getElementById("evidence")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    const mod = event.metaKey || event.ctrlKey;
    if (mod && event.key.toLowerCase() === "k") {
      const find = document.getElementById("find");
      if (find) { event.preventDefault(); find.focus(); find.select(); }
      return;
    }
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (mod || event.altKey || event.isComposing || typing(event.target) || document.querySelector("dialog[open]")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
}
