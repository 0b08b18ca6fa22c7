import sharp from 'sharp'
import { createRandom } from '../../audio/random.ts'

/** The drawing as a JPEG with a little grain, which keeps gradients from showing steps. */
export async function renderJpeg(svg: string, pixels: number): Promise<Buffer> {
  const image = sharp(Buffer.from(svg)).resize(pixels, pixels).removeAlpha()
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  addGrain(data, info.channels)
  return sharp(data, { raw: info }).jpeg({ quality: 87 }).toBuffer()
}

/** The same grain each time: two runs give the same file. */
function addGrain(data: Buffer, channels: number): void {
  const random = createRandom('grain')
  for (let i = 0; i < data.length; i += channels) {
    const grain = (random.next() - random.next()) * 7
    for (let channel = 0; channel < channels; channel++) {
      data[i + channel] = Math.max(0, Math.min(255, Math.round(data[i + channel]! + grain)))
    }
  }
}
