// Sheets, notices and popovers: opens what htmx fetched, closes what is asked to close.
export function toast(text) {
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("div");
  words.textContent = text;
  box.append(words);
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), 8000);
}

export function startSheets() {
  const sheet = document.getElementById("sheet");
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "sheet-body" && sheet && !sheet.open) sheet.showModal();
  });
  document.addEventListener("click", (event) => {
    const close = event.target.closest?.("[data-close]");
    if (close) (close.closest("dialog")?.close() ?? close.closest(".toast")?.remove());
    const opens = event.target.closest?.("[data-opens]");
    if (opens) document.getElementById(opens.dataset.opens)?.showModal();
    if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
  });
  sheet?.addEventListener("close", () => document.getElementById("sheet-body").replaceChildren());
}
