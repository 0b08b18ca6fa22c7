// Bytes out: what the media endpoints need, made once by the server.

export interface Media {
  close(): Promise<void>
}
