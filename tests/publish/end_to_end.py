#!/usr/bin/env python3
"""The whole way of a proposal, once: from `teigen init` to a second publication, with every check on the way.

    tests/publish/end_to_end.py TEIGEN [--s3 URL]

TEIGEN is the program. Needs `git`. With `--s3`, the address of a server that speaks as Amazon S3 does and lets anyone in
(`moto_server` is one), a bucket there is published to as well. Works in a folder of its own with a HOME of its own and no
configuration of Git; it goes at the end. Prints a line for each step; the first thing that is not as it should be ends it.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

PERSON = {f"GIT_{who}_{what}": "editor@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
BUCKET = "teigen-end-to-end"


class Way:
    def __init__(self, teigen, scratch, s3):
        self.teigen, self.work = teigen, scratch / "proposal"
        self.remote, self.www = scratch / "remote.git", scratch / "www"
        self.server, self.s3 = s3, s3 and f"s3://{BUCKET}/policy"
        home = scratch / "home"
        home.mkdir()
        # Nothing of the one who runs this: no settings, no language, no names.
        self.environment = {"HOME": str(home), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}
        self.credentials = {
            "AWS_ENDPOINT_URL": s3 or "", "AWS_ALLOW_HTTP": "true", "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "anyone", "AWS_SECRET_ACCESS_KEY": "anything",
        }

    def run(self, *arguments, code=0, more=None):
        """Runs a program in the proposal's folder; what it said, on both streams."""
        environment = {**self.environment, **(more or {})}
        done = subprocess.run(arguments, cwd=self.work, env=environment, capture_output=True, text=True, timeout=300)
        said = done.stdout + done.stderr
        assert done.returncode == code, f"{arguments} ended with {done.returncode}, not {code}:\n{said}"
        return said

    def git(self, *arguments):
        return self.run("git", *arguments, more=PERSON)

    def tool(self, *arguments, code=0):
        return self.run(self.teigen, *arguments, code=code, more=self.credentials)

    def write(self, path, text):
        (self.work / path).parent.mkdir(parents=True, exist_ok=True)
        (self.work / path).write_text(text)

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def begin(self):
        """`init`, a first document, a version, two requests on a remote."""
        self.work.mkdir()
        self.tool("init", ".")
        self.git("init", "-q", "-b", "main")
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(self.remote)], check=True)
        self.git("remote", "add", "origin", f"file://{self.remote}")
        self.write("docs/education.md", "# 教育\n\n教員を増やす。\n\n## 予算\n\n約5500万円。\n")
        self.write("docs/transport.md", "# 交通\n\nバスを増やす。\n")
        self.commit("はじめる")
        self.git("tag", "v0.5")
        self.git("push", "-q", "origin", "main", "v0.5")
        self.request(1, "docs/education.md", "約5500万円", "約6000万円")
        self.request(2, "docs/transport.md", "バスを増やす", "夜のバスを増やす")

    def request(self, number, path, before, after):
        """A pull request, as a server keeps it."""
        self.git("checkout", "-q", "-b", f"change-{number}", "main")
        text = (self.work / path).read_text()
        assert before in text
        self.write(path, text.replace(before, after))
        self.commit(f"{after}に")
        self.git("push", "-q", "origin", f"HEAD:refs/pull/{number}/head")
        self.git("checkout", "-q", "main")

    def build(self):
        self.tool("sync", "--forge", "none")
        self.tool("build", "--out", "site", "--strict")

    def places(self):
        """Where it is published: what `publish` and `verify` are told."""
        places = [(f"dir:{self.www}", str(self.www)), ("branch:pages", "branch:pages")]
        if self.s3:
            places.append((self.s3, f"{self.server}/{BUCKET}/policy/"))
        return places

    def publish(self, again=False):
        said = {}
        for place, _ in self.places():
            said[place] = self.tool("publish", "--site", "site", "--to", place)
            nothing = self.tool("publish", "--site", "site", "--to", place)
            assert "nothing changed" in nothing, nothing
        return said

    def published(self, place):
        """The files that are there: bytes by path."""
        if place.startswith("dir:"):
            return contents(self.www)
        if place.startswith("branch:"):
            copy = self.work.parent / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            self.run("git", "clone", "-q", "-b", "pages", f"file://{self.remote}", str(copy))
            shutil.rmtree(copy / ".git")
            return contents(copy)
        return {path: self.ask(path) for path in self.objects()}

    def ask(self, path):
        with urllib.request.urlopen(f"{self.server}/{BUCKET}/policy/{urllib.request.quote(path)}", timeout=30) as answer:
            return answer.read()

    def objects(self):
        """The names of what the bucket holds, page by page."""
        names, after = [], ""
        while True:
            query = urllib.parse.urlencode({"list-type": 2, "prefix": "policy/", "start-after": after})
            with urllib.request.urlopen(f"{self.server}/{BUCKET}?{query}", timeout=30) as answer:
                found = re.findall("<Key>(.*?)</Key>", answer.read().decode())
            names += found
            if not found:
                return [name.removeprefix("policy/") for name in names if not name.split("/")[-1].startswith(".teigen-")]
            after = found[-1]

    def verify(self):
        for place, told in self.places():
            said = self.tool("verify", told)
            assert re.search("[0-9a-f]{64}", said), said
            here, there = contents(self.work / "site"), self.published(place)
            assert here == there, f"{place}: {sorted(set(here.items()) ^ set(there.items()))[:5]}"


def contents(root):
    root = root.resolve()
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def sent(place, said):
    """How many files the command says it has sent."""
    found = re.search(r"\((\d+) written" if place.startswith("dir:") else r"\((\d+) new files" if place.startswith("branch:") else r"(\d+) files sent", said)
    assert found, said
    return int(found[1])


def make_bucket(server):
    """A bucket that everybody may read."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:ListBucket"]}
    statement["Resource"] = [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]}).encode()
    for address, body in ((f"{server}/{BUCKET}", b""), (f"{server}/{BUCKET}?policy", policy)):
        request = urllib.request.Request(address, data=body, method="PUT", headers={"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=30)


def step(title):
    print(title, flush=True)


def go(way):
    step("init, a version, two requests")
    way.begin()
    step("sync, build, publish, verify")
    way.build()
    site = contents(way.work / "site")
    for path in ("latest/education/index.html", "v0.5/transport/index.html", "pulls/1/index.html", "pulls/2/index.html"):
        assert path in site, path
    assert "6000" in site["pulls/1/index.html"].decode()
    way.publish()
    way.verify()
    step("a file that somebody changed is found out")
    page = way.www.resolve() / "latest/education/index.html"
    kept = page.read_bytes()
    page.unlink()
    page.write_bytes(kept.replace("教員".encode(), "職員".encode()))
    said = way.tool("verify", str(way.www), code=1)
    assert "latest/education/index.html" in said, said
    page.write_bytes(kept)
    step("a request is taken in, and a second version named")
    way.git("merge", "-q", "--no-ff", "-m", "Merge pull request #1", "change-1")
    way.git("tag", "v0.6")
    way.git("push", "-q", "origin", "main", "v0.6")
    way.build()
    now = contents(way.work / "site")
    changed = {path for path in now if site.get(path) != now[path]}
    assert changed and len(changed) < len(now)
    step("published again: only what changed is sent, and old addresses answer")
    for place, said in way.publish().items():
        assert 0 < sent(place, said) <= len(changed), f"{place}: {said} but {len(changed)} changed"
        there = way.published(place)
        # The page of a contested section is there as long as a request waits for it, and none waits for this one any more.
        lost = [path for path in site if path.endswith(".html") and path not in there and not path.startswith("sections/")]
        assert not lost, f"{place}: {lost}"
    way.verify()
    assert "6000" in now["latest/education/index.html"].decode()
    assert "5500" in now["v0.5/education/index.html"].decode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("teigen")
    parser.add_argument("--s3", metavar="URL")
    asked = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="teigen-end-to-end-"))
    way = Way(str(Path(asked.teigen).resolve()), scratch, asked.s3)
    if asked.s3:
        make_bucket(asked.s3)
    try:
        go(way)
    finally:
        shutil.rmtree(scratch)
    print(f"all is well: {', '.join(place.split(':')[0] for place, _ in way.places())}")


main()
