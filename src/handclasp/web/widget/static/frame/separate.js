// A line of the chat about a separate consent: what happened, and the way to the page where it is read and answered.

import { el } from "./elements.js";

/** Draw a consent record into the paragraph of its line. */
export const draw = async (place, { facts }, thread) => {
  const { default: words } = await import(`./requests.${thread.language === "zh" ? "zh" : "en"}.js`);
  place.replaceChildren(words.separate[facts.step], " · ", el("button.link", { type: "button", onclick: () => thread.actions.requests() }, words.see));
};
