// Loaded before the script of a utility process: its end of the wire.
import { EventEmitter } from 'node:events'

class ParentPort extends EventEmitter {
  constructor() {
    super()
    // As Electron's port, it keeps the process alive only while somebody listens.
    process.channel?.unref()
    this.on('newListener', (name) => name === 'message' && this.#listen())
  }
  #isListening = false
  #listen() {
    if (this.#isListening) return
    this.#isListening = true
    process.channel?.ref()
    process.on('message', (data) => this.emit('message', { data, ports: [] }))
  }
  postMessage(message: unknown) {
    process.send?.(structuredClone(message))
  }
  start() {
    this.#listen()
  }
}

Object.assign(process, { parentPort: new ParentPort() })
