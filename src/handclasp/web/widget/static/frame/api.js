// The frame's requests. Promises: the session travels in a header only, never in an address; a refusal becomes a Problem with its
// code; what can be retried says so and when; nothing is retried here.

export class Problem extends Error {
  constructor(code, status, wait = 0) {
    super(code);
    this.code = code;
    this.status = status;
    this.wait = wait;
  }

  /** Whether the same request may succeed later: no connection, too fast, or the server is unwell. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const read = async (answer) => {
  const wait = Number(answer.headers.get("Retry-After")) || 0;
  let code = "error";
  try {
    code = (await answer.json()).code || code;
  } catch { /* a proxy's own page */ }
  return new Problem(code, answer.status, wait * 1000);
};

// The session, and the conversation that a request is about.
const shown = (session) => session && { Authorization: `Bearer ${session.token}`, "Handclasp-Conversation": session.of };

/** Fetch under /v1/widget/; throws Problem. */
export const ask = async (path, { session, ...options } = {}) => {
  const headers = { ...options.headers, ...shown(session) };
  let answer;
  try {
    answer = await fetch(`/v1/widget/${path}`, { credentials: "omit", cache: "no-store", ...options, headers });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem("offline", 0);
  }
  if (!answer.ok) throw await read(answer);
  return answer;
};

/** Send a file under /v1/widget/attachments; `told(part)` hears how much of it has gone, from 0 to 1. Throws Problem. */
export const upload = (session, headers, body, told) => new Promise((done, failed) => {
  const request = new XMLHttpRequest();
  request.open("POST", "/v1/widget/attachments");
  for (const [name, value] of Object.entries({ ...headers, ...shown(session) })) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => total && told(loaded / total);
  request.onerror = request.ontimeout = request.onabort = () => failed(new Problem("offline", 0));
  request.onload = () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* a proxy's own page */ }
    if (request.status < 300) done(answer);
    else failed(new Problem(answer.code || "error", request.status, (Number(request.getResponseHeader("Retry-After")) || 0) * 1000));
  };
  request.send(body);
});

export const post = async (path, session, body) => {
  const answer = await ask(path, { session, method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return answer.json();
};

/** Growing pauses with full jitter: 0.3 s, then up to 20 s. */
export class Backoff {
  #tries = 0;

  reset() { this.#tries = 0; }

  next(least = 0) {
    const most = Math.min(20_000, 600 * 2 ** this.#tries++);
    return Math.max(least, most * (0.5 + Math.random() / 2));
  }
}

/** Read server-sent events from a fetched body until it ends: `heard()` at every sign of life, `on(event, data, id)` for each event. */
export const readEvents = async (answer, heard, on) => {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    rest += value;
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = { event: "message", data: "", id: null };
      for (const line of block.split("\n")) {
        const colon = line.indexOf(":");
        if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
      }
      if (fields.data) on(fields.event, JSON.parse(fields.data), fields.id);
    }
  }
};
