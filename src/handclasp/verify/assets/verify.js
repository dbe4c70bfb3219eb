// A pack's own page: checks the transcript that is held in it, and the key that its reader pastes.

async function main() {
  if (!globalThis.crypto?.subtle) {
    verdict("unknown", say("no-crypto"));
    return;
  }
  const faults = new Map();
  let found;
  try {
    found = await checkTranscript(parseJson($("transcript").textContent), faults);
    showAnchors(await checkAnchors($("anchors").textContent, found.checkpoint));
  } catch (fault) {
    invalid(fault instanceof Fault ? fault : new Fault("json-malformed"));
    return;
  }
  applyLater(found.records.filter(Boolean));
  $("thread").classList.toggle("long", found.records.length > 300);
  $("thread").replaceChildren(...found.records.map((record, i) => item(record, faults.get(i))));
  if (faults.size) {
    invalid(faults.get(Math.min(...faults.keys())));
    return;
  }
  verdict("unknown", say("unknown-more"));
  proved(found, null);
  $("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    pin(found);
  });
}

async function pin(found) {
  $("told").replaceChildren();
  try {
    const key = await parseVkey($("key").value);
    await checkSigner(found.checkpoint, key);
    verdict("valid", say("valid-more", { key: key.id }));
    proved(found, key);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (Object.hasOwn(labels.text, fault.reason)) {
      verdict("unknown", say("unknown-more"));
      proved(found, null);
      $("told").append(say(fault.reason));
    } else {
      invalid(fault);
    }
  }
}

// The reader's language before the talk's.
$(/^zh/iu.test(navigator.language) ? "lang-zh" : "lang-en").checked = true;
main();
