// Tells who is at the same conversation that something is being written here: at most every few seconds, and never a word of it.
const EVERY = 3_000;
let last = 0;
let said = "";

export function startTyping() {
  const box = document.getElementById("beside");
  if (!box || !document.getElementById("composer")) return;

  function tell(mode) {
    said = mode;
    last = Date.now();
    const body = new URLSearchParams({ mode, csrfmiddlewaretoken: document.querySelector("#composer [name=csrfmiddlewaretoken]").value });
    fetch(box.dataset.typing, { method: "POST", body, redirect: "error" }).catch(() => {});
  }

  document.addEventListener("input", (event) => {
    if (event.target.id !== "text" || !event.isTrusted) return;
    const mode = event.target.value.trim() ? event.target.form.elements.mode.value : "";
    if (mode !== said || (mode && Date.now() - last >= EVERY)) tell(mode);
  });
  document.body.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "composer") said = ""; });
}
