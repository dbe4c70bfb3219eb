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

// A mask that is reached by keyboard says what it hides, as a pointer's click would; leaving it puts the tip away.
function startTips() {
  document.addEventListener("focusin", ({ target }) => {
    const tip = target.matches?.(".mask:focus-visible") ? target.popoverTargetElement : null;
    if (tip && !tip.matches(":popover-open")) tip.showPopover({ source: target });
  });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const tip = target.matches?.(".mask") ? target.popoverTargetElement : null;
    if (tip?.matches(":popover-open") && relatedTarget && !tip.contains(relatedTarget)) tip.hidePopover();
  });
}

// What asked for the sheet: a link in a tip is gone with its tip, so the mask of that tip stands for it.
function asker(element) {
  const tip = element?.closest?.("[popover].tip");
  return tip ? document.querySelector(`[popovertarget="${CSS.escape(tip.id)}"]`) : element;
}

export function startSheets() {
  startTips();
  const sheet = document.getElementById("sheet");
  let back = null;
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target?.id === "sheet-body" && !sheet?.open) back = asker(event.detail.elt);
  });
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
  sheet?.addEventListener("close", () => {
    document.getElementById("sheet-body").replaceChildren();
    if (!document.activeElement?.closest?.(".revealed")) back?.focus({ preventScroll: true });
    back = null;
  });
}
