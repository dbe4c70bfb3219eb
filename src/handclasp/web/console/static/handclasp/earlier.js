// Earlier lines come in above what is being read, and nothing moves under the reader; the keyboard goes on from there.
let fromEnd = 0;

const scroller = () => document.getElementById("scroller");

// Two stretches of one day are one day.
function joinDays(lines) {
  for (const day of lines.querySelectorAll(".day")) {
    const before = day.previousElementSibling;
    if (before?.dataset.day === day.dataset.day) day.remove();
  }
}

export function startEarlier() {
  const lines = document.getElementById("lines");
  if (!lines) return;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.matches?.("li.earlier")) fromEnd = scroller().scrollHeight - scroller().scrollTop;
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (!fromEnd || !lines.contains(event.target)) return;
    joinDays(lines);
    scroller().scrollTop = scroller().scrollHeight - fromEnd;
    fromEnd = 0;
    (lines.querySelector(".earlier a") ?? scroller()).focus({ preventScroll: true });
  });
}
