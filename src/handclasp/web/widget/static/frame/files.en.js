// What the frame says of files, written in English. Holds words only; the same names as files.zh.js.

export default {
  sent: { title: "File" },
  held: { title: "File received, being checked", why: "Nobody sees it before it is known what it shows. This changes by itself." },
  sealed: { title: "File sealed", why: "The original is encrypted and kept apart. Opening it takes a reason, and leaves a record." },
  gone: { title: "File not kept", why: "Such a thing is never kept: the original was destroyed. Never send it to anyone." },
  voice: { title: "Voice note", why: "Kept encrypted. When our staff listen to it, that leaves a record." },
  copy: { why: "A copy without location and other hidden data." },
  covered: "What is sensitive in it is covered.", download: "Open the copy", destroyed: "The original was destroyed: such a thing is never kept.",
  problems: {
    "file-type-not-taken": "Files of this kind are not taken. Please send a picture (PNG, JPEG), a PDF or a voice note.", "file-disguised": "This file is not what it says. Please take a new screenshot and send that.",
    "file-damaged": "This file is damaged. Please send it again.", "file-locked": "This file needs a password. Please send it without one.", "file-too-large": "The picture is too large. Please send a smaller one.",
  },
};
