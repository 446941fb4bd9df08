#!/usr/bin/env python3
"""Cuts `teigen publish` off at many of its system calls, and looks at what is there after each.

    tests/publish/interrupted.py TEIGEN [--points 200] [--errors 100] [--target dir|branch]

TEIGEN is the program. Needs `strace` and `git`. Works in a folder of its own, which goes at the end. For each point a site
is published, then another one is begun and cut off: killed at a system call, or that call fails with ENOSPC, EIO or EROFS.
After it, what is published must be the first site or the second one, wholly; and one more run must give the second one.
Prints a line for each failure and a summary; exits with 1 if there was a failure.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

# Calls that change something or tell of it: where being cut off can matter.
CHANGING = (
    "openat,mkdir,mkdirat,write,writev,pwrite64,link,linkat,rename,renameat,renameat2,symlink,symlinkat,"
    "unlink,unlinkat,rmdir,fsync,fdatasync,syncfs,flock,fcntl,ftruncate,chmod,fchmod,fchmodat,close"
)
# Calls that a full, broken or read-only disk lets fail.
FAILING = (
    "mkdir,mkdirat,write,pwrite64,link,linkat,rename,renameat,renameat2,symlink,symlinkat,unlink,unlinkat,rmdir,fsync,"
    "fdatasync,syncfs,openat"
)
ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    # strace counts the calls of each thread apart.
    "RAYON_NUM_THREADS": "1",
    "GIT_AUTHOR_DATE": "1746500400 +0900",
    "GIT_COMMITTER_DATE": "1746500400 +0900",
    **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def run(*arguments, check=True):
    done = subprocess.run(arguments, capture_output=True, env=ENVIRONMENT, timeout=300)
    if check and done.returncode != 0:
        sys.exit(f"{arguments}: {done.stderr.decode()}")
    return done


class Folder:
    """A folder that a web server reads."""

    def __init__(self, teigen, scratch, _):
        self.teigen, self.path = teigen, scratch / "www"

    def command(self, site):
        return [self.teigen, "publish", "--to", f"dir:{self.path}", "--site", str(site), "--keep", "1"]

    def begin(self, site):
        if self.path.is_symlink():
            self.path.unlink()
        shutil.rmtree(f"{self.path}.releases", ignore_errors=True)
        run(*self.command(site))

    def published(self):
        return contents(self.path)

    def litter(self):
        releases = Path(f"{self.path}.releases")
        return [entry.name for entry in releases.iterdir() if entry.name.startswith(".") and entry.name != ".lock"]


class Branch:
    """A branch of a remote in a folder."""

    def __init__(self, teigen, scratch, repository):
        self.teigen, self.repository = teigen, repository
        self.remote, self.empty = scratch / "remote.git", scratch / "empty"
        self.mark = None

    def command(self, site):
        place = ["--repo", str(self.repository), "--remote", f"file://{self.remote}"]
        return [self.teigen, "publish", "--to", "branch:pages", "--site", str(site), *place]

    def begin(self, site):
        shutil.rmtree(self.remote, ignore_errors=True)
        run("git", "init", "-q", "--bare", str(self.remote))
        mirror = self.repository.parent / "fresh.git"
        if not mirror.exists():
            run("git", "clone", "-q", "--mirror", str(self.repository), str(mirror))
        shutil.rmtree(self.repository)
        shutil.copytree(mirror, self.repository)
        run(*self.command(site))

    def published(self):
        shutil.rmtree(self.empty, ignore_errors=True)
        run("git", "clone", "-q", "--branch", "pages", f"file://{self.remote}", str(self.empty))
        shutil.rmtree(self.empty / ".git")
        return contents(self.empty)

    def litter(self):
        broken = run("git", "--git-dir", str(self.repository), "fsck", "--no-dangling", check=False)
        return [] if broken.returncode == 0 else [broken.stderr.decode()]


def contents(root):
    root = root.resolve()
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def sites(teigen, scratch):
    """A repository, and two sites of it."""
    repository = scratch / "repository.git"
    work = scratch / "work"
    run("git", "init", "-q", "-b", "main", str(work))
    both = []
    for number, words in enumerate(["教員を増やす。", "教員を大きく増やす。"]):
        (work / "index.md").write_text(f"# 提言\n\n{words}\n")
        (work / f"施策{number}.md").write_text(f"# 施策\n\n{words}\n")
        run("git", "-C", str(work), "add", "-A")
        run("git", "-C", str(work), "commit", "-q", "-m", words)
        run("git", "-C", str(work), "tag", f"v0.{number}")
        both.append(scratch / f"site{number}")
        run(teigen, "build", "--repo", str(work), "--out", str(both[-1]))
    run("git", "clone", "-q", "--mirror", str(work), str(repository))
    return repository, both


def calls(target, site, names, log):
    """How many of these system calls a run makes, at most, in one of its threads or programs."""
    run("strace", "-f", "-qq", "-e", f"trace={names}", "-o", str(log), *target.command(site))
    made = Counter()
    for line in log.read_text(errors="replace").splitlines():
        found = re.match(r"(\d+)\s+(\w+)\(", line)
        if found:
            made[found[1], found[2]] += 1
    most = Counter()
    for (_, name), times in made.items():
        most[name] = max(most[name], times)
    return most


def spread(made, count):
    """Points over all calls, evenly: the call's name, and which of them."""
    points = [(name, number) for name, times in sorted(made.items()) for number in range(1, times + 1)]
    if len(points) <= count:
        return points
    return [points[index * len(points) // count] for index in range(count)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("teigen")
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--errors", type=int, default=100)
    parser.add_argument("--target", choices=["dir", "branch"], default="dir")
    asked = parser.parse_args()
    teigen = str(Path(asked.teigen).resolve())
    scratch = Path(tempfile.mkdtemp(prefix="teigen-interrupted-"))
    repository, (old, new) = sites(teigen, scratch)
    target = {"dir": Folder, "branch": Branch}[asked.target](teigen, scratch, repository)
    before, after = contents(old), contents(new)
    target.begin(old)
    kill = spread(calls(target, new, CHANGING, scratch / "log"), asked.points)
    target.begin(old)
    fail = spread(calls(target, new, FAILING, scratch / "log"), asked.errors)
    injections = [(name, number, "signal=KILL") for name, number in kill]
    errors = ["ENOSPC", "EIO", "EROFS"]
    injections += [(name, number, f"error={errors[index % 3]}") for index, (name, number) in enumerate(fail)]
    seen, failures = Counter(), 0
    for name, number, what in injections:
        target.begin(old)
        inject = f"inject={name}:{what}:when={number}"
        # A failing disk goes on failing.
        inject += "" if "KILL" in what else "+"
        # What strace says is no failure of the program.
        run("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e", inject, *target.command(new), check=False)
        found = target.published()
        state = "old" if found == before else "new" if found == after else "NEITHER"
        run(*target.command(new))
        healed = target.published() == after and not target.litter()
        seen[(what.split("=")[0], state)] += 1
        if state == "NEITHER" or not healed:
            failures += 1
            print(f"{inject}: {state}, {'healed' if healed else 'NOT HEALED'}")
    for (what, state), count in sorted(seen.items()):
        print(f"{asked.target} {what}: {count} times {state}")
    print(f"{len(injections)} points, {failures} failures")
    shutil.rmtree(scratch)
    sys.exit(1 if failures else 0)


main()
