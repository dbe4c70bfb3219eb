// What was pressed shows at once that it was: opening a conversation is written down first, and asked of the house.
const LATEST = 8_000;
let timer = null;

// Nothing is on its way any more, or the browser came back to a page that was left.
function settle() {
  clearTimeout(timer);
  document.querySelector(".row[aria-busy]")?.removeAttribute("aria-busy");
  document.getElementById("main")?.removeAttribute("aria-busy");
}

function press(row) {
  settle();
  row.ariaBusy = "true";
  // What stands in the thread is not what was asked for now.
  const thread = document.getElementById("main");
  if (thread) thread.ariaBusy = "true";
  timer = setTimeout(settle, LATEST);
}

export function startPressed() {
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.(".row");
    const aside = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (row && !aside && !event.defaultPrevented) press(row);
  });
  addEventListener("pageshow", settle);
}
