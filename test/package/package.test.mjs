// SPDX-License-Identifier: Apache-2.0
// The Debian package: what is in it, that its configuration is taken, that its unit is hardened and
// permits what the daemon calls; and with VITRINE_CHROOT, that it installs and runs in a fresh
// Debian of debootstrap (docs/vitrined.md).
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync }
  from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const build = process.env.VITRINE_BUILD;
if (!build) throw new Error("set VITRINE_BUILD to the build folder");
const folder = mkdtempSync(join(tmpdir(), "vitrined-package-"));
const tree = join(folder, "tree");
const has = (name) => spawnSync(name, ["--version"]).error === undefined;
const run = (name, ...list) => execFileSync(name, list, { encoding: "utf8" });
let file;

before(() => {
  run("cpack", "--config", join(build, "CPackConfig.cmake"), "-B", folder);
  file = join(folder, readdirSync(folder).find((name) => name.endsWith(".deb")));
  run("dpkg-deb", "-x", file, tree);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("the files are where Debian has them, and nothing else is", () => {
  const list = run("dpkg-deb", "-c", file).trimEnd().split("\n")
    .map((line) => line.split(/\s+/)).filter(([mode]) => mode[0] === "-")
    .map(([mode, owner, , , , path]) => [mode, owner, path]);
  assert.deepEqual(list.map(([, , path]) => path).sort(), [
    "./etc/vitrine/vitrined.ini", "./lib/systemd/system/vitrined.service",
    "./lib/systemd/system/vitrined.socket", "./usr/lib/sysusers.d/vitrine.conf",
    "./usr/sbin/vitrined", "./usr/share/doc/vitrined/copyright",
    "./usr/share/doc/vitrined/policy.md", "./usr/share/doc/vitrined/token.md",
    "./usr/share/doc/vitrined/vitrined.md", "./usr/share/man/man8/vitrined.8.gz"]);
  for (const [mode, owner, path] of list) {
    assert.deepEqual([owner, mode], ["root/root",
      path === "./usr/sbin/vitrined" ? "-rwxr-xr-x" : "-rw-r--r--"], path);
  }
});

test("what it needs is what the daemon links", () => {
  const depends = run("dpkg-deb", "-f", file, "Depends");
  for (const name of ["libc6", "libuv1", "libnghttp2-14", "libssl3", "libinih1", "libjansson4",
    "libseccomp2"]) {
    assert.match(depends, new RegExp(`\\b${name}`));
  }
  assert.doesNotMatch(depends, /mupdf|jpeg|png|webp/);
});

test("the daemon takes the configuration as it is", () => {
  const program = join(tree, "usr/sbin/vitrined");
  const config = join(tree, "etc/vitrine/vitrined.ini");
  const key = join(folder, "key");
  run(program, "key", "new", key);
  const text = readFileSync(config, "utf8").replace("/etc/vitrine/key", key)
    .replace("/var/lib/vitrine/files", join(tree, "var/lib/vitrine/files"));
  writeFileSync(config, text);
  assert.equal(run(program, "--config", config, "--check"), "the configuration is fine\n");
});

test("the unit is hardened", { skip: !has("systemd-analyze") && "no systemd-analyze" }, (t) => {
  const unit = join(tree, "lib/systemd/system/vitrined.service");
  const told = spawnSync("systemd-analyze", ["security", "--offline=true", unit],
    { encoding: "utf8" });
  const level = Number(/exposure level for \S+: ([\d.]+)/.exec(told.stdout)?.[1]);
  t.diagnostic(`exposure level ${level}`);
  assert.ok(level <= 1.0, told.stdout + told.stderr);
});

/** The calls of a systemd group, with those of the groups in it. */
function callsOf(group) {
  const lines = run("systemd-analyze", "syscall-filter", group).split("\n")
    .map((line) => line.trim()).filter((line) => line && line[0] !== "#" && line !== group);
  return lines.flatMap((line) => (line[0] === "@" ? callsOf(line) : [line]));
}

test("the unit's filter permits what the daemon calls",
  { skip: !(has("systemd-analyze") && has("strace")) && "no systemd-analyze or strace" },
  async () => {
    const unit = readFileSync(join(tree, "lib/systemd/system/vitrined.service"), "utf8");
    const words = /^SystemCallFilter=(.*)$/m.exec(unit)[1].split(" ");
    const permitted = new Set(words.flatMap((word) => (word[0] === "@" ? callsOf(word) : [word])));
    const [trace, key] = [join(folder, "trace"), join(folder, "traced-key")];
    const program = join(tree, "usr/sbin/vitrined");
    run(program, "key", "new", key);
    mkdirSync(join(folder, "share"));
    // With -D the process that we start is the daemon, and strace its child.
    const daemon = spawn("strace", ["-D", "-qq", "-f", "-o", trace, program, "--share",
      `a=${join(folder, "share")}`, "--listen", "127.0.0.1:0", "--key", key, "--audit",
      join(folder, "audit"), "--tls", "self"], { stdio: ["ignore", "pipe", "ignore"] });
    await new Promise((resolve) => daemon.stdout.once("data", resolve));
    daemon.kill("SIGTERM");
    await new Promise((resolve) => daemon.on("exit", resolve));
    const ended = () => readFileSync(trace, "utf8").includes("exit_group(0)");
    while (!ended()) await new Promise((resolve) => setTimeout(resolve, 10));
    const called = new Set([...readFileSync(trace, "utf8")
      .matchAll(/^\d+ +(?:<\.\.\. )?(\w+)[( ]/gm)].map(([, name]) => name));
    assert.ok(called.has("landlock_restrict_self") && called.has("listen"), [...called].join(" "));
    assert.deepEqual([...called].filter((name) => !permitted.has(name)), []);
  });

const chroot = process.env.VITRINE_CHROOT;
test("it installs, serves and goes in a fresh Debian",
  { skip: !chroot && "VITRINE_CHROOT names no folder with a Debian of debootstrap" }, () => {
    run("cp", file, join(chroot, "tmp/vitrined.deb"));
    const inside = (line) => run("chroot", chroot, "/bin/sh", "-ec", line);
    inside("apt-get -q install -y --no-install-recommends /tmp/vitrined.deb >/dev/null 2>&1");
    assert.match(inside("ls -l /etc/vitrine/key"), /^-rw------- 1 vitrine vitrine/);
    const serve = "vitrined --config /etc/vitrine/vitrined.ini --listen 127.0.0.1:18450";
    const told = inside(`${serve} --check && install -d -o vitrine -m 700 /var/log/vitrine &&
      echo hello > /var/lib/vitrine/files/a.txt
      token=$(vitrined token mint --key /etc/vitrine/key --share files --rights stat,read \\
        --expires 5m)
      setpriv --reuid vitrine --regid vitrine --clear-groups ${serve} >/tmp/out 2>/tmp/log &
      pid=$!
      while ! grep -q listening /tmp/out; do kill -0 $pid; sleep 0.1; done
      perl -MIO::Socket::INET -e '
        my $socket = IO::Socket::INET->new("127.0.0.1:18450") or die;
        print $socket "GET /v1/files/files/a.txt HTTP/1.1\\r\\nhost: localhost\\r\\n" .
          "authorization: Bearer $ARGV[0]\\r\\nconnection: close\\r\\n\\r\\n";
        print <$socket>' $token
      kill $pid; wait $pid; vitrined audit verify /var/log/vitrine/audit`);
    assert.match(told, /^the configuration is fine\n/);
    assert.match(told, /HTTP\/1\.1 200 [^]*\r\n\r\nhello\n/);
    assert.match(told, /\n3 lines, [0-9a-f]{64}\n$/);
    inside("apt-get -q purge -y vitrined >/dev/null 2>&1");
    assert.equal(inside("ls -d /etc/vitrine /usr/sbin/vitrined /var/log/vitrine 2>/dev/null || :"),
      "");
  });
