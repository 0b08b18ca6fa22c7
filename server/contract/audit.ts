import { z } from 'zod'
import { method } from './method.ts'

export interface AuditRecord {
  readonly id: number
  readonly at: number
  readonly event: string
  readonly actor: string
  readonly subject?: string
  readonly address?: string
  readonly detail: Readonly<Record<string, string | number | boolean>>
}

export interface AuditVerdict {
  readonly ok: boolean
  readonly checked: number
  readonly problems: readonly string[]
  /** What is no sign of tampering, but should be known: what was written while the vault was sealed. */
  readonly notes: readonly string[]
}

export const auditMethods = {
  /** Newest first. */
  'audit.list': method<readonly AuditRecord[]>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({
      before: z.int().positive().optional(),
      count: z.int().min(1).max(500).default(100),
      event: z.string().max(64).optional(),
      subject: z.string().max(200).optional(),
      /** Whoever did it, or whom it is about. */
      person: z.string().min(1).max(200).optional(),
    }),
  }),
  'audit.verify': method<AuditVerdict>()({ access: 'admin', changes: false, input: z.strictObject({}) }),
} as const
