// A real OpenID provider (panva's oidc-provider) for the tests, on a free port of 127.0.0.1. It reads its clients and
// people as one JSON line on standard input, says its issuer on standard output, and ends when its input ends.
// Its own sign-in page asks for a name only: what is tested is the house, not the provider's passwords.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const lines = createInterface({ input: process.stdin });
const told = JSON.parse(await new Promise((resolve) => lines.once('line', resolve)));
lines.once('close', () => process.exit(0));

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: told.clients,
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'email'], roles: ['roles'] },
  scopes: ['openid', 'profile', 'roles'],
  conformIdTokenClaims: told.claims_in_userinfo_only ?? true,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false }, userinfo: { enabled: true } },
  cookies: { keys: ['specimen'] },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
  findAccount: (_ctx, sub) => {
    const person = Object.values(told.people).find((one) => one.sub === sub);
    return person && { accountId: sub, claims: () => person };
  },
  loadExistingGrant: async (ctx) => {
    const { session, client, params } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(params.scope);
    await grant.save();
    return grant;
  },
});

const page = (uid) => `<!doctype html><html lang="en"><title>Specimen provider</title><h1>Specimen provider</h1>
<form method="post" action="/sign-in/${uid}"><label>Name <input name="login" autofocus></label><button>Go on</button>
<button name="cancel" value="yes">Cancel</button></form></html>`;

const callback = provider.callback();
server.on('request', async (req, res) => {
  const [, uid] = req.url.match(/^\/sign-in\/([\w-]+)$/) ?? [];
  if (!uid) return callback(req, res);
  if (req.method === 'GET') return res.setHeader('content-type', 'text/html; charset=utf-8').end(page(uid));
  let body = '';
  for await (const piece of req) body += piece;
  const form = new URLSearchParams(body);
  const person = told.people[form.get('login')];
  if (!person && !form.has('cancel')) return res.writeHead(303, { location: req.url }).end();
  const result = form.has('cancel') ? { error: 'access_denied' } : { login: { accountId: person.sub } };
  return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
});

console.log(issuer);
