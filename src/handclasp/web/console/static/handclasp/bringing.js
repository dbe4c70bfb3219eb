// Brings a file to the desk in pieces, so that a break costs one piece and how far it came is seen. Without this the
// form sends the file itself.
const TRIES = 4;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function sent(address, token, body) {
  for (let tried = 1; ; tried += 1) {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "error" });
      if (answer.status < 500 || tried === TRIES) return answer;
    } catch (broken) {
      if (tried === TRIES) throw broken;
    }
    await pause(500 * 2 ** tried);
  }
}

async function problem(answer) {
  if (answer.status === 403) location.reload(); // the second factor counts no more: the page says so
  try {
    return (await answer.json()).problem;
  } catch {
    return "";
  }
}

export function startBringing() {
  const form = document.querySelector("form[data-brings]");
  if (!form) return;
  const [chooser, bar, said] = ["input[type=file]", "progress", "[data-problem]"].map((one) => form.querySelector(one));
  const token = form.elements.csrfmiddlewaretoken.value;
  const button = form.querySelector("button");
  let under = null;
  chooser.addEventListener("change", () => {
    under = null;
  });

  const tell = (text) => {
    said.textContent = text;
    said.hidden = !text;
    bar.hidden = Boolean(text);
  };

  async function bring(file) {
    if (!under) {
      const about = new FormData();
      about.append("name", file.name);
      about.append("size", String(file.size));
      const answer = await sent(form.action, token, about);
      if (!answer.ok) return (await problem(answer)) || form.dataset.broke;
      under = { ...(await answer.json()), next: 0 };
    }
    for (; under.next * under.piece < file.size; under.next += 1) {
      bar.value = (under.next * under.piece) / file.size;
      const part = file.slice(under.next * under.piece, (under.next + 1) * under.piece, "application/octet-stream");
      const answer = await sent(under.pieces + under.next, token, part);
      if (!answer.ok) return (await problem(answer)) || form.dataset.broke;
    }
    bar.value = 1;
    return "";
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = chooser.files[0];
    if (!file || button.disabled) return;
    tell("");
    button.disabled = true;
    let wrong = form.dataset.broke;
    try {
      wrong = await bring(file);
    } catch {
      // The connection broke: what arrived is kept.
    }
    button.disabled = false;
    if (wrong) {
      tell(wrong);
      button.focus();
    } else await read();
  });

  // What would come in is asked for like any form, so that its page is the next one.
  async function read() {
    const next = document.createElement("form");
    next.method = "post";
    next.action = `${form.dataset.after}/${under.name}/act`;
    for (const [name, value] of [["csrfmiddlewaretoken", token], ["act", "read"]]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      next.append(field);
    }
    document.body.append(next);
    next.submit();
  }
}
