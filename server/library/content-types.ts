// One table for what a file is called on the wire: Child.contentType, stream and download agree (CONTRACT.md STREAM-9).

const CONTENT_TYPES = new Map(
  Object.entries({
    mp3: 'audio/mpeg',
    mp2: 'audio/mpeg',
    flac: 'audio/flac',
    ogg: 'audio/ogg',
    oga: 'audio/ogg',
    opus: 'audio/ogg',
    spx: 'audio/ogg',
    m4a: 'audio/mp4',
    m4b: 'audio/mp4',
    mp4: 'audio/mp4',
    alac: 'audio/mp4',
    aac: 'audio/aac',
    wav: 'audio/wav',
    aif: 'audio/aiff',
    aiff: 'audio/aiff',
    aifc: 'audio/aiff',
    wma: 'audio/x-ms-wma',
    asf: 'audio/x-ms-wma',
    ape: 'audio/x-monkeys-audio',
    wv: 'audio/x-wavpack',
    mpc: 'audio/x-musepack',
    'mp+': 'audio/x-musepack',
    dsf: 'audio/dsd',
    dff: 'audio/dsd',
    mka: 'audio/webm',
    weba: 'audio/webm',
    webm: 'audio/webm',
  }),
)

/** @param suffix the file name's ending without dot, in any case */
export function contentTypeOf(suffix: string): string {
  return CONTENT_TYPES.get(suffix.toLowerCase()) ?? 'application/octet-stream'
}
