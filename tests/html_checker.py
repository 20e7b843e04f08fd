"""W3C's own checker of HTML (vnu): content models, attributes and their values, ARIA."""

import json
import subprocess

CHECKER = "npx --yes --package=vnu-jar@26.9.27 vnu --errors-only --exit-zero-always --format json".split()


def errors_in(folder):
    """What is wrong with the files of a folder: "name: message", in no order."""
    done = subprocess.run([*CHECKER, folder], capture_output=True, text=True, check=True)
    found = json.loads(done.stderr)["messages"]
    return [f"{message['url'].rpartition('/')[2]}: {message['message']}" for message in found]
