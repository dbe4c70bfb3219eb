// An IPFS node of its own in the folder named, joined to no network. Says the URL of its RPC, and ends with its input.
Promise.withResolvers ??= () => {
  let resolve, reject;
  const promise = new Promise((yes, no) => { resolve = yes; reject = no; });
  return { promise, resolve, reject };
};
const { create } = await import("ipfs-core");
const { HttpApi } = await import("ipfs-http-server");
const addresses = { Swarm: [], API: "/ip4/127.0.0.1/tcp/0", Gateway: [] };
const config = { Addresses: addresses, Bootstrap: [], Discovery: { MDNS: { Enabled: false } } };
const ipfs = await create({ repo: process.argv[2], offline: true, silent: true, start: false, config });
const api = new HttpApi(ipfs);
await api.start();
console.log(api._apiServers[0].info.uri);
process.stdin.resume().on("end", () => process.exit(0));
