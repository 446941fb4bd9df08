"""Pairs of HTML, as JSON lines {"before", "after"} → the same marked by lxml.html.diff, as JSON lines {"html", "ms"}."""

import json
import sys
import time

from lxml.html.diff import htmldiff

for line in sys.stdin:
    pair = json.loads(line)
    started = time.perf_counter()
    html = None
    try:
        html = htmldiff(pair["before"], pair["after"])
    except Exception as error:
        print(error, file=sys.stderr)
    ms = (time.perf_counter() - started) * 1000
    print(json.dumps({"html": html, "ms": ms}), flush=True)
