// Previews, submits and reads an answer with a stock gRPC client. Usage: node ask.mjs PROFILE SQL
// PROFILE is the fedgate.json of an analyst; the answer is printed as JSON.
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [profilePath, sql] = process.argv.slice(2);
if (!profilePath || !sql) {
  console.error('Usage: node ask.mjs PROFILE SQL');
  process.exit(2);
}

const profile = JSON.parse(readFileSync(profilePath, 'utf8'));
const read = (name) => readFileSync(join(dirname(profilePath), name));

const protos = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'protos');
const definition = loader.loadSync('federatedgateway/coordinator/v1/coordinator.proto', {
  includeDirs: [protos],
  longs: String,
  enums: String,
  defaults: true,
});
const { CoordinatorService } = grpc.loadPackageDefinition(definition).federatedgateway.coordinator.v1;

const client = new CoordinatorService(
  new URL(profile.gateway).host,
  grpc.credentials.createSsl(read(profile.authority), read(profile.key), read(profile.certificate)),
  { 'grpc.ssl_target_name_override': profile.serverName, 'grpc.default_authority': profile.serverName },
);
const call = (method, request) =>
  new Promise((resolve, reject) => client[method](request, (error, response) => (error ? reject(error) : resolve(response))));

// The public key in its text form: "p256:" and the compressed point in base64url.
function keyId(privateKey) {
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  const odd = Buffer.from(y, 'base64url').at(-1) & 1;
  return 'p256:' + Buffer.concat([Buffer.from([2 + odd]), Buffer.from(x, 'base64url')]).toString('base64url');
}

// DSSE: the signature covers the payload's type and the payload.
function signEnvelope(payloadType, document, privateKey) {
  const payload = Buffer.from(document);
  const encoded = Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `),
    payload,
  ]);
  const signature = sign('sha256', encoded, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return { payloadType, payload, signatures: [{ keyId: keyId(privateKey), signature }] };
}

try {
  const preview = await call('Preview', { agreement: profile.agreement, sql, analystId: profile.analyst });
  const hash = 'sha256:' + createHash('sha256').update(preview.query).digest('hex');
  if (hash !== preview.queryHash) {
    throw new Error(`The query's hash is ${hash}, not ${preview.queryHash}.`);
  }

  const now = Date.now();
  // Canonical JSON (RFC 8785) of an object of strings: members in order of their names, no white space.
  const question = JSON.stringify({
    agreement: preview.agreementHash,
    analyst: profile.analyst,
    expiresAt: new Date(now + 300_000).toISOString(),
    issuedAt: new Date(now).toISOString(),
    kind: 'Question/v1',
    nonce: randomBytes(16).toString('base64url'),
    purpose: preview.purpose,
    query: preview.query,
  });
  const envelope = signEnvelope(
    'application/vnd.federatedgateway.question.v1+json', question, createPrivateKey(read(profile.signingKey)));

  const { questionId } = await call('Submit', { question: envelope });
  const progress = [];
  for await (const message of client.Watch({ questionId })) {
    progress.push(message.answer ? 'answer' : `${message.agency.partyId} ${message.agency.state}`);
  }

  const { answer } = await call('Get', { questionId });
  console.log(JSON.stringify({ preview: { query: preview.query, agencies: preview.agencies.length }, progress, answer }));
} catch (error) {
  console.error(`${error.code ?? ''} ${error.details ?? error.message}`.trim());
  process.exitCode = 1;
} finally {
  client.close();
}
