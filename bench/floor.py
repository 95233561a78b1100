"""The floor under any linter of YAML: read the files, compose their nodes with libyaml, nothing else."""

import gc
import os
import sys

import yaml

gc.disable()
for argument in sys.argv[1:]:
    names = sorted(os.listdir(argument)) if os.path.isdir(argument) else [""]
    for name in names:
        with open(os.path.join(argument, name) if name else argument, encoding="utf-8") as file:
            yaml.compose(file.read(), Loader=yaml.CSafeLoader)
