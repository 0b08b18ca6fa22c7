// Answers to `search3`, `getAlbum` and the lists consist mostly of entities whose JSON was written at scan time
// (library/refresh). They travel from SQL to the socket as text. The encoder copies them into a JSON answer and parses
// them only for XML.

/** JSON text that is already encoded: one value. Never built from anything but our own encoder's output. */
export class RawJson {
  readonly json: string | Buffer
  constructor(json: string | Buffer) {
    this.json = json
  }

  /** An array from the text between its brackets, as `group_concat(json, ',')` gives it; null or '' is the empty array. */
  static array(elements: string | Buffer | null): RawJson {
    if (elements === null || elements.length === 0) return EMPTY_ARRAY
    if (typeof elements === 'string') return new RawJson(`[${elements}]`)
    const text = Buffer.allocUnsafe(elements.length + 2)
    text[0] = 0x5b
    elements.copy(text, 1)
    text[text.length - 1] = 0x5d
    return new RawJson(text)
  }

  parse(): unknown {
    return JSON.parse(this.json.toString())
  }
}

const EMPTY_ARRAY = new RawJson('[]')
