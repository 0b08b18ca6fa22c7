// Answers to `search3`, `getAlbum` and the lists consist mostly of entities whose JSON was written at scan time
// (library/refresh). They travel from SQL to the socket as text. The encoder copies them into a JSON answer and parses
// them only for XML.

/** JSON text that is already encoded: one value. Never built from anything but our own encoder's output. */
export class RawJson {
  /** In order. A page of 500 songs is half a megabyte: putting brackets around it must not copy it. */
  readonly pieces: readonly (string | Buffer)[]
  #whole: string | Buffer | undefined

  constructor(...pieces: readonly (string | Buffer)[]) {
    this.pieces = pieces
  }

  /** An array from the text between its brackets, as `group_concat(json, ',')` gives it; null or '' is the empty array. */
  static array(elements: string | Buffer | null): RawJson {
    if (elements === null || elements.length === 0) return EMPTY_ARRAY
    if (typeof elements === 'string') return new RawJson(`[${elements}]`)
    return new RawJson('[', elements, ']')
  }

  /** In one; made when it is first asked for. */
  get json(): string | Buffer {
    this.#whole ??=
      this.pieces.length === 1
        ? this.pieces[0]!
        : Buffer.concat(this.pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)))
    return this.#whole
  }

  /** Of the text or its bytes: for telling short from long. */
  get length(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.length, 0)
  }

  parse(): unknown {
    return JSON.parse(this.json.toString())
  }
}

const EMPTY_ARRAY = new RawJson('[]')
