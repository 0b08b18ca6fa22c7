// Makes one certificate and ends. In a thread of its own: loading the library alone takes 95 ms.
import { parentPort, workerData } from 'node:worker_threads'
import { generate } from 'selfsigned'
import type { CertificateWish } from './self-made.ts'

const { names, addresses, startsAt, expiresAt } = workerData as CertificateWish

const made = await generate([{ name: 'commonName', value: names[0] ?? 'lockgroove' }], {
  keyType: 'ec',
  curve: 'P-256',
  algorithm: 'sha256',
  notBeforeDate: new Date(startsAt),
  notAfterDate: new Date(expiresAt),
  extensions: [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: [
        ...names.map((value) => ({ type: 2 as const, value })),
        ...addresses.map((ip) => ({ type: 7 as const, ip })),
      ],
    },
  ],
})
parentPort?.postMessage({ chain: made.cert, privateKey: made.private })
