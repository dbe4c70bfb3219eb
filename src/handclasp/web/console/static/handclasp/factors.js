// Passkeys: asks the house for a challenge, the device for an answer, and sends the answer as an ordinary form.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

async function created(told) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...told,
      challenge: bytes(told.challenge),
      user: { ...told.user, id: bytes(told.user.id) },
      excludeCredentials: known(told.excludeCredentials) ?? [],
    },
  });
  return [made, {
    clientDataJSON: text(made.response.clientDataJSON),
    attestationObject: text(made.response.attestationObject),
  }];
}

async function given(told) {
  const got = await navigator.credentials.get({
    publicKey: { ...told, challenge: bytes(told.challenge), allowCredentials: known(told.allowCredentials) ?? [] },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = got.response;
  return [got, {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  }];
}

async function ask(form) {
  const said = form.querySelector(".problem");
  const button = form.querySelector("button");
  said.hidden = true;
  button.disabled = true;
  try {
    const token = new FormData();
    token.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(form.dataset.options, { method: "POST", body: token, redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    const { publicKey } = await answer.json();
    const [key, response] = await (form.dataset.passkey === "create" ? created(publicKey) : given(publicKey));
    const told = { id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} };
    form.elements.credential.value = JSON.stringify(told);
    form.submit();
  } catch {
    said.hidden = false;
    button.disabled = false;
  }
}

export function startFactors() {
  if (window.PublicKeyCredential) {
    for (const form of document.querySelectorAll("form[data-passkey]")) {
      form.hidden = false;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        ask(form);
      });
    }
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
