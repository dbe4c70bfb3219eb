// The words of the question how it went. The same names as rating.zh.js.

export default {
  asked: "You were asked how it went", question: "How did we do?", scale: "1: badly · 5: very well",
  score: (n) => `${n} of 5`, more: "Anything else? (if you like)", send: "Send",
  thanks: "Thank you. Your answer is sealed.", rated: (n) => `You rated it ${n} of 5`,
  before: "You have answered this already.", over: "This is not asked any more.", failed: "It was not sent. Try again.",
};
