// Judges passwords in a thread of its own: its dictionaries take 50 MB and some 0.1 s to load, and an odd password of 64
// characters some 0.05 s. See password-judge.ts.
import { parentPort } from 'node:worker_threads'
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import type { Judgement, JudgeRequest } from './password-judge.ts'

const judge = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })

parentPort?.on('message', ({ id, plainPassword, names }: JudgeRequest) => {
  const { score, guesses, sequence, feedback } = judge.check(plainPassword, [...names])
  const only = sequence.length === 1 ? sequence[0] : undefined
  const judgement: Judgement = {
    score,
    guesses,
    isCommon: only?.pattern === 'dictionary',
    remarks: [feedback.warning, ...feedback.suggestions].filter((remark) => remark !== null),
  }
  parentPort?.postMessage({ id, judgement })
})
