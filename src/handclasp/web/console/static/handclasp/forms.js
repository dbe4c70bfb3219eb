// Counts the characters of fields that have a limit, and copies what was sealed. The server counts again.
const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u00a0");

function count(field) {
  const output = field.closest(".field")?.querySelector("output");
  if (!output) return;
  const length = [...field.value.replaceAll("\r\n", "\n")].length;
  output.textContent = grouped(length);
  output.parentElement.classList.toggle("wrong", length > Number(field.dataset.most || Infinity));
}

export function startForms() {
  for (const field of document.querySelectorAll(".form-edit textarea")) {
    count(field);
    field.addEventListener("input", () => count(field));
  }
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.querySelector("span").textContent = button.dataset.copied;
    });
  }
}
