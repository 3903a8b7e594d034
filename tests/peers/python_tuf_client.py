#!/usr/bin/env python3
"""Fetches one target from a repository with python-tuf, over HTTP from this machine alone.

Usage: python_tuf_client.py REPOSITORY ROOT TARGET TIME OUT STATE

REPOSITORY holds `metadata` and `targets`; ROOT is the root that is trusted; TIME counts for expiry
(2026-03-02T08:00:00Z); the target is written to OUT, what is trusted to STATE. It prints the custom metadata of the
target as JSON. Exit code: 0 fetched, 1 refused (the reason on stderr), 2 no such target, 77 python-tuf is not there.
"""

import datetime
import functools
import http.server
import json
import os
import shutil
import sys
import threading

try:
    from tuf.api.exceptions import DownloadError, RepositoryError
    from tuf.ngclient import Updater
except ImportError:
    print("python-tuf is not installed (pip install tuf)", file=sys.stderr)
    sys.exit(77)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def main() -> int:
    repository, root, target, time, out, state = sys.argv[1:]
    handler = functools.partial(Quiet, directory=repository)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    os.makedirs(state, exist_ok=True)
    downloads = os.path.join(state, "downloads")
    os.makedirs(downloads, exist_ok=True)
    with open(root, "rb") as file:
        trusted = file.read()
    try:
        updater = Updater(state, f"{base}/metadata/", downloads, f"{base}/targets/", bootstrap=trusted)
        updater._trusted_set.reference_time = datetime.datetime.fromisoformat(time.replace("Z", "+00:00"))
        updater.refresh()
        info = updater.get_targetinfo(target)
        if info is None:
            print(f"no such target: {target}", file=sys.stderr)
            return 2
        shutil.copyfile(updater.download_target(info), out)
    except (RepositoryError, DownloadError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    finally:
        server.shutdown()
    print(json.dumps(info.custom, sort_keys=True))
    return 0


sys.exit(main())
