// XML answers against their JSON twins. The rules are CONTRACT.md FMT-13 to FMT-16, written down here a second time and
// on purpose: the encoder's own tables must not vouch for themselves.
import { XMLParser, XMLValidator } from 'fast-xml-parser'

export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
  readonly children: readonly XmlElement[]
}

type ParsedNode = { [name: string]: unknown; ':@'?: Record<string, string> }

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  processEntities: true,
  htmlEntities: true,
})

/** The root element. @throws for anything that is not well-formed */
export function parseXml(text: string): XmlElement {
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new Error(`not well-formed: ${valid.err.msg} (line ${valid.err.line})`)
  const roots = (parser.parse(text) as ParsedNode[]).filter((node) => !('#text' in node))
  if (roots.length !== 1) throw new Error(`expected one root element, got ${roots.length}`)
  return toElement(roots[0]!)
}

/** Where the XML answer says something else than the JSON answer; [] when they say the same. */
export function xmlDifferences(xml: string, jsonEnvelope: object): string[] {
  const root = parseXml(xml)
  const problems: string[] = []
  if (root.name !== 'subsonic-response') problems.push(`the root is ${root.name}`)
  if (root.attributes['xmlns'] !== 'http://subsonic.org/restapi') problems.push('the namespace is missing')
  const { xmlns: _, ...attributes } = root.attributes
  compareObject({ ...root, attributes }, jsonEnvelope as Record<string, unknown>, '', problems)
  return problems
}

const SCALARS_ARE_ELEMENTS = ['artistInfo', 'artistInfo2', 'albumInfo', 'sonicMatch']
const VALUE_IS_TEXT = ['genre', 'lyrics', 'line', 'cue']

function compareObject(
  element: XmlElement,
  object: Record<string, unknown>,
  path: string,
  problems: string[],
): void {
  const where = `${path}/${element.name}`
  const attributes = new Set(Object.keys(element.attributes))
  const children = new Set(element.children.map(({ name }) => name))
  let text = ''

  for (const [member, value] of Object.entries(object)) {
    const name = member === 'agents' ? 'agent' : member
    const found = element.children.filter((child) => child.name === name)
    if (Array.isArray(value)) {
      children.delete(name)
      if (found.length !== value.length)
        problems.push(`${where}: ${found.length} <${name}>, not ${value.length}`)
      else for (const [index, item] of value.entries()) compare(found[index]!, item, where, problems)
    } else if (typeof value === 'object' && value !== null) {
      children.delete(name)
      if (found.length === 0 && Object.keys(value).length === 0) continue
      if (found.length !== 1) problems.push(`${where}: ${found.length} <${name}>, not one`)
      else compare(found[0]!, value, where, problems)
    } else if (SCALARS_ARE_ELEMENTS.includes(element.name)) {
      children.delete(name)
      if (found.length !== 1) problems.push(`${where}: ${found.length} <${name}>, not one`)
      else compare(found[0]!, value, where, problems)
    } else if (member === 'value' && VALUE_IS_TEXT.includes(element.name)) text = String(value)
    else {
      attributes.delete(name)
      if (element.attributes[name] !== String(value)) {
        problems.push(`${where}: ${name}="${element.attributes[name]}", not "${String(value)}"`)
      }
    }
  }

  if (element.text !== text) problems.push(`${where}: text "${element.text}", not "${text}"`)
  for (const name of attributes) problems.push(`${where}: attribute ${name} is not in the JSON answer`)
  for (const name of children) problems.push(`${where}: element ${name} is not in the JSON answer`)
}

function compare(element: XmlElement, value: unknown, path: string, problems: string[]): void {
  if (typeof value === 'object' && value !== null) {
    compareObject(element, value as Record<string, unknown>, path, problems)
    return
  }
  if (element.text !== String(value))
    problems.push(`${path}/${element.name}: "${element.text}", not "${String(value)}"`)
  if (element.children.length > 0 || Object.keys(element.attributes).length > 0) {
    problems.push(`${path}/${element.name}: more than text`)
  }
}

function toElement(node: ParsedNode): XmlElement {
  const name = Object.keys(node).find((key) => key !== ':@')!
  const content = node[name] as ParsedNode[]
  return {
    name,
    attributes: node[':@'] ?? {},
    text: content.map((part) => ('#text' in part ? String(part['#text']) : '')).join(''),
    children: content.filter((part) => !('#text' in part)).map(toElement),
  }
}
