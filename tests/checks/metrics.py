"""Every figure that the alerts and the dashboard name is one that the processes send.

    metrics.py METRICS.rs FILE...
"""

import re
import sys

UNITS = {"s": "_seconds", "By": "_bytes"}
# Beside ours: made by Prometheus and by the collector's exporter.
OTHERS = {"target_info", "ALERTS"}


def sent(source):
    """The names under which the collector offers the instruments of the source to Prometheus."""
    names = set()
    instrument = re.compile(r'\.[uif]64_(\w+)\("([\w.]+)"\)(.*?)\.build\(\)', re.DOTALL)
    for kind, name, options in instrument.findall(source):
        unit = re.search(r'with_unit\("(\w+)"\)', options)
        name = name.replace(".", "_") + (UNITS[unit.group(1)] if unit else "")
        if kind.endswith("counter"):
            names.add(name + "_total")
        elif kind == "histogram":
            names.update(name + part for part in ("_bucket", "_sum", "_count"))
        else:
            names.add(name)
    return names


def main():
    with open(sys.argv[1], encoding="utf-8") as source:
        known = sent(source.read())
    assert known, "no instruments found in the source"
    wrong = 0
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            named = set(re.findall(r"\brelais_\w+", file.read()))
        assert named, f"{path} names no figure"
        for name in sorted(named - known - OTHERS):
            print(f"{path}: nothing sends {name}")
            wrong += 1
    sys.exit(1 if wrong else 0)


main()
