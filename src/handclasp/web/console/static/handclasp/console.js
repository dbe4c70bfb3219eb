// Starts the page's few behaviours. Every page works without them; nothing here makes HTML from anybody's words.
import { startBringing } from "./bringing.js";
import { startComposer } from "./composer.js";
import { startDrafts } from "./drafts.js";
import { startEarlier } from "./earlier.js";
import { startFactors } from "./factors.js";
import { startKeys } from "./keys.js";
import { startMarking } from "./marking.js";
import { startLive } from "./live.js";
import { startPressed } from "./pressed.js";
import { startReveals } from "./reveals.js";
import { startScripts } from "./scripts.js";
import { startSeeing } from "./seeing.js";
import { startSheets } from "./sheets.js";
import { startCache } from "./cache.js";
import { startClocks } from "./clocks.js";
import { startForms } from "./forms.js";
import { startNotices } from "./notices.js";
import { startTyping } from "./typing.js";

startClocks();
startSheets();
startFactors();
startKeys();
startPressed();
startScripts();
startComposer();
startDrafts();
startReveals();
startMarking();
startLive();
startSeeing();
startEarlier();
startTyping();
startCache();
startForms();
startBringing();
startNotices();

// A rail longer than the window shows where one is.
document.querySelector(".rail-items [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
