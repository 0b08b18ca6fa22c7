// Runs before everything else, on whatever Node is there, and therefore is plain JavaScript: better-sqlite3 ends in a
// segmentation fault on Node 20, which tells nobody anything.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `Lockgroove needs Node 24, this is ${process.versions.node} (${process.execPath}).\n` +
      'Run "npm ci" in this folder (it brings a Node 24 of its own on Linux and Windows) and start through npm, or install Node 24.\n',
  )
  process.exit(1)
}
