// Starts the page's few behaviours. Every page works without them; nothing here makes HTML from anybody's words.
import { startComposer } from "./composer.js";
import { startDrafts } from "./drafts.js";
import { startFactors } from "./factors.js";
import { startKeys } from "./keys.js";
import { startMarking } from "./marking.js";
import { startLive } from "./live.js";
import { startReveals } from "./reveals.js";
import { startScripts } from "./scripts.js";
import { startSeeing } from "./seeing.js";
import { startSheets } from "./sheets.js";
import { startCache } from "./cache.js";
import { startClocks } from "./clocks.js";
import { startForms } from "./forms.js";

startClocks();
startSheets();
startFactors();
startKeys();
startScripts();
startComposer();
startDrafts();
startReveals();
startMarking();
startLive();
startSeeing();
startCache();
startForms();
