// Reads a CAR file with @ipld/car and prints its roots and blocks as JSON: what nobody here wrote says about ours.
import { createReadStream } from "node:fs";
import { CarReader } from "@ipld/car";

const reader = await CarReader.fromIterable(createReadStream(process.argv[2]));
const roots = (await reader.getRoots()).map(String);
const blocks = [];
for await (const { cid, bytes } of reader.blocks()) blocks.push({ cid: String(cid), data: Buffer.from(bytes).toString("base64") });
console.log(JSON.stringify({ roots, blocks }));
