// What somebody marked in a message is already in the box when they ask to hide a part of it. It leaves the page by that form
// alone.
let marked = { line: null, text: "" };

export function startMarking() {
  document.addEventListener("selectionchange", () => {
    const chosen = getSelection();
    const said = chosen?.anchorNode?.parentElement?.closest(".said");
    if (!said || !said.contains(chosen.focusNode) || chosen.isCollapsed) return;
    marked = { line: said.closest(".line"), text: chosen.toString().trim() };
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const box = event.detail.target?.querySelector?.("[data-marked]");
    const asked = event.detail.requestConfig?.elt?.closest?.(".line");
    if (box && !box.value && marked.text && asked === marked.line) box.value = marked.text.slice(0, box.maxLength);
  });
}
