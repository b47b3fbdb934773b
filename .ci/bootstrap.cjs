'use strict'

// `npm start` and `npm test` run this first, with whatever Node the machine has. It is ES5 on purpose: an old Node has to
// get as far as the message that says so.

var childProcess = require('child_process')
var crypto = require('crypto')
var fs = require('fs')
var path = require('path')

var MINIMUM_NODE = 20
var PROGRESS_EVERY_MS = 3000

var root = path.join(__dirname, '..')
var modules = path.join(root, 'node_modules')
var stamp = path.join(modules, '.baltra-installed')

if (parseInt(process.versions.node, 10) < MINIMUM_NODE) {
  console.error(
    'Baltra needs Node ' + MINIMUM_NODE + ' or newer to set itself up, and this is Node ' + process.versions.node + '.'
  )
  process.exit(1)
}

var wanted = fingerprint()
if (!isInstalled(wanted)) install(wanted)

/** The folders that pnpm installs for: the root and every workspace package. */
function packageFolders() {
  var folders = [root, path.join(root, 'docs')]
  ;['packages', 'services'].forEach(function (group) {
    fs.readdirSync(path.join(root, group)).forEach(function (name) {
      folders.push(path.join(root, group, name))
    })
  })
  return folders.filter(function (folder) {
    return fs.existsSync(path.join(folder, 'package.json'))
  })
}

/** Changes with anything that decides what an install puts on disk; the manifests too, so that a frozen lockfile can refuse them. */
function fingerprint() {
  var hash = crypto.createHash('sha256')
  var files = [path.join(root, 'pnpm-lock.yaml'), path.join(root, 'pnpm-workspace.yaml')]
  packageFolders().forEach(function (folder) {
    files.push(path.join(folder, 'package.json'))
  })
  files.forEach(function (file) {
    hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0')
  })
  return hash.digest('hex')
}

function isInstalled(wanted) {
  var complete = packageFolders().every(function (folder) {
    return fs.existsSync(path.join(folder, 'node_modules'))
  })
  return (
    complete &&
    fs.existsSync(path.join(modules, '.bin', process.platform === 'win32' ? 'node.CMD' : 'node')) &&
    fs.existsSync(stamp) &&
    fs.readFileSync(stamp, 'utf8') === wanted
  )
}

function install(wanted) {
  var pnpm = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).packageManager
  var started = Date.now()
  var output = ''
  var progress = ''

  console.log('Installing dependencies; the first time takes about a minute.')
  var child = childProcess.spawn('npx', ['-y', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  var ticker = setInterval(function () {
    console.log('  ' + (progress || 'still working') + ' (' + seconds(started) + ' s)')
  }, PROGRESS_EVERY_MS)

  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  child.on('error', function (error) {
    finish(error.code === 'ENOENT' ? 'npx was not found; it comes with npm.' : error.message, 1)
  })
  child.on('close', function (code, signal) {
    if (code !== 0) finish('Installing dependencies ended with ' + (signal || 'exit code ' + code) + '.', code || 1)
    clearInterval(ticker)
    fs.writeFileSync(stamp, wanted)
    console.log('Dependencies are installed (' + seconds(started) + ' s).')
  })

  function collect(chunk) {
    output += chunk
    var lines = output.match(/^Progress: .*$/gm)
    if (lines) progress = lines[lines.length - 1].replace('Progress: ', '')
  }

  function finish(reason, code) {
    console.error(output)
    console.error(reason)
    process.exit(code)
  }
}

function seconds(since) {
  return Math.round((Date.now() - since) / 1000)
}
